/** Where an answer may be sent. The URL is a secret, because its holder can answer for the provider: no log or message contains it. */

/** CloudFormation's bucket of a Region, whose name has no dashes in it (CloudFormation user guide, "VPC endpoints"). */
const BUCKET = 'cloudformation-custom-resource-response-[a-z0-9]+';
/** Hosts of S3: with and without Region, in both spellings (`s3.us-east-1`, `s3-eu-west-1`), and dual-stack. */
const S3 = 's3(?:[.-](?:dualstack\\.)?[a-z0-9-]+)?\\.amazonaws\\.com(?:\\.cn)?';
const BUCKET_IN_HOST = new RegExp(`^${BUCKET}\\.${S3}$`);
const S3_HOST = new RegExp(`^${S3}$`);
const BUCKET_IN_PATH = new RegExp(`^/${BUCKET}/`);

/**
 * Whether the URL is CloudFormation's. Otherwise a forged request could send the answer to any host.
 * @param endpoint AWS_ENDPOINT_URL: where it is set, that host (the local AWS) may be answered as well
 */
export function mayAnswer(responseUrl: string, endpoint = process.env.AWS_ENDPOINT_URL): boolean {
  const url = parsedUrl(responseUrl);
  if (url?.username !== '' || url.password !== '') return false;
  if (endpoint !== undefined && url.host === parsedUrl(endpoint)?.host) return true;
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return (
    BUCKET_IN_HOST.test(url.hostname) ||
    (S3_HOST.test(url.hostname) && BUCKET_IN_PATH.test(url.pathname))
  );
}

/** When CloudFormation signed the URL and sent the request; undefined where the URL has no date. */
export function signedAtEpochSeconds(responseUrl: string): number | undefined {
  const date = parsedUrl(responseUrl)?.searchParams.get('X-Amz-Date') ?? '';
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const epoch = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) / 1000;
  return Number.isFinite(epoch) ? epoch : undefined;
}

function parsedUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
