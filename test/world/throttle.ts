/** EC2's published model: a token bucket for each action, refilled by (virtual) time. */
interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
  tokens: number;
  atEpochSeconds: number;
}

export class Throttle {
  private readonly buckets = new Map<string, Bucket>();

  /** Source: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
  limit(action: string, { burst, perSecond }: { burst: number; perSecond: number }): void {
    this.buckets.set(action, { burst, perSecond, tokens: burst, atEpochSeconds: 0 });
  }

  /** false: the bucket of this action is empty. */
  allows(action: string, nowEpochSeconds: number): boolean {
    const bucket = this.buckets.get(action);
    if (!bucket) return true;
    const refill = (nowEpochSeconds - bucket.atEpochSeconds) * bucket.perSecond;
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + refill);
    bucket.atEpochSeconds = nowEpochSeconds;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
