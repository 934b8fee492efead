import { AwsError } from './aws-error';

const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  NotFoundException: 404,
  ResourceInUseException: 409,
  ResourceNotFoundException: 404,
  ResourcePropagationDelayException: 428,
  ServerException: 500,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
};

export function eksError(code: string, message: string): AwsError {
  return new AwsError(code, message, STATUS[code] ?? 400);
}
