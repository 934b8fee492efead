/** Where an answer may be sent. The URL is a secret, because its holder can answer for the provider: no log or message contains it. */

/** The domain of each partition that has one of its own (botocore, data/partitions.json), by the beginning of its Regions. */
const DOMAINS: readonly (readonly [RegExp, string])[] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
];

/** Hosts of S3 in a Region (Amazon S3 endpoints and quotas); CloudFormation has used the first three spellings. */
function s3HostsOf(region: string): readonly string[] {
  const domain = DOMAINS.find(([regions]) => regions.test(region))?.[1] ?? 'amazonaws.com';
  const regional = [
    `s3.${region}`,
    `s3-${region}`,
    `s3.dualstack.${region}`,
    `s3-fips.${region}`,
    `s3-fips.dualstack.${region}`,
  ];
  // without a Region it is the commercial partition's, where a bucket of GovCloud's name can be anybody's
  const hasGlobal = domain === 'amazonaws.com' && !/^us-gov-/.test(region);
  return [...(hasGlobal ? ['s3'] : []), ...regional].map((host) => `${host}.${domain}`);
}

/** `.`, `/`, `\\`, `%` and control characters in another spelling: a key of CloudFormation has `:` and `|` alone. */
const ENCODED_PATH = /%(2e|2f|5c|25|[01]|7f)|\/\//i;

/**
 * Whether the URL is CloudFormation's: its bucket of the Region, whose name has no dashes in it (CloudFormation user
 * guide, "Access CloudFormation using an interface endpoint"), in the host or in the path. The bucket's whole name
 * counts: one that only begins like it can be anybody's.
 * @param region the function's own, where CloudFormation wants the stack to be (AWS::CloudFormation::CustomResource,
 * ServiceToken)
 */
export function mayAnswer(responseUrl: string, region: string): boolean {
  const url = parsedUrl(responseUrl);
  if (url?.username !== '' || url.password !== '') return false;
  if (url.protocol !== 'https:' || url.port !== '' || ENCODED_PATH.test(url.pathname)) return false;
  const bucket = `cloudformation-custom-resource-response-${region.replaceAll('-', '')}`;
  return s3HostsOf(region).some(
    (host) =>
      url.hostname === `${bucket}.${host}` ||
      (url.hostname === host && url.pathname.startsWith(`/${bucket}/`)),
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

/** Until when a URL with `Expires` is valid: two hours, as in those of public logs. Only the order depends on it. */
const VALID_SECONDS = 7200;

/** What puts the requests of a resource in order; undefined where the URL has neither a date nor an expiry. */
export function orderedAtEpochSeconds(responseUrl: string): number | undefined {
  const signedAt = signedAtEpochSeconds(responseUrl);
  if (signedAt !== undefined) return signedAt;
  // signature version 2 ("Signing and authenticating REST requests", query string authentication)
  const expires = parsedUrl(responseUrl)?.searchParams.get('Expires') ?? '';
  return /^[0-9]{10}$/.test(expires) ? Number(expires) - VALID_SECONDS : undefined;
}

function parsedUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
