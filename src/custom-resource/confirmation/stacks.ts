/** The calls of CloudFormation that the Reconcile function makes. Each throws AwsCallError. */
import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  type StackEvent,
  type StackResourceDetail,
} from '@aws-sdk/client-cloudformation';
import { find, send } from '../../aws/clients';
import { NOT_FOUND } from '../../core/model/not-found';

/** Pages have up to 100 events: more than a stack of 500 resources has in an hour. */
const MAXIMUM_PAGES = 50;

export class Stacks {
  private readonly client: CloudFormationClient;

  constructor(config: CloudFormationClientConfig) {
    this.client = new CloudFormationClient(config);
  }

  /** By the stack's id, also of one that is being deleted. Undefined where there is no such stack or resource. */
  async resource(
    StackName: string,
    LogicalResourceId: string,
  ): Promise<StackResourceDetail | undefined> {
    const answer = await find(
      'cloudformation:DescribeStackResource',
      `${LogicalResourceId} of ${StackName}`,
      NOT_FOUND.stackResource,
      () => this.client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId })),
    );
    return answer?.StackResourceDetail;
  }

  /** Whether an event since then is such; they come "in reverse chronological order" (API_DescribeStackEvents). */
  async hasEvent(
    StackName: string,
    sinceEpochSeconds: number,
    isSuch: (event: StackEvent) => boolean,
  ): Promise<boolean> {
    let NextToken: string | undefined;
    for (let page = 0; page < MAXIMUM_PAGES; page += 1) {
      const input = { StackName, ...(NextToken && { NextToken }) };
      const answer = await send('cloudformation:DescribeStackEvents', StackName, () =>
        this.client.send(new DescribeStackEventsCommand(input)),
      );
      const events = answer.StackEvents ?? [];
      const isRecent = ({ Timestamp }: StackEvent) =>
        Timestamp !== undefined && Timestamp.getTime() / 1000 >= sinceEpochSeconds;
      if (events.some((event) => isRecent(event) && isSuch(event))) return true;
      NextToken = answer.NextToken;
      if (!NextToken || !events.every(isRecent)) return false;
    }
    return false;
  }
}
