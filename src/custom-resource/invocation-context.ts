/** What the functions give one invocation of Reconcile. */
import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';
import type { SFNClientConfig } from '@aws-sdk/client-sfn';
import type { ClientConfig } from '../aws/clients';
import type { Clock } from '../reconcile/ports';
import type { OwnExecution } from './executions';

export interface InvocationContext {
  readonly now: number;
  readonly clientConfig: ClientConfig;
  readonly statesConfig: SFNClientConfig;
  readonly stacksConfig: CloudFormationClientConfig;
  /** Whether CloudFormation is asked to confirm the request. */
  readonly confirms: boolean;
  readonly clock: Clock;
  readonly execution: OwnExecution;
  /** What Lambda gave this invocation: any other has at most that. */
  readonly invocationSeconds: number;
}
