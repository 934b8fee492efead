export interface AWSError extends Error {
  code: string;
}
