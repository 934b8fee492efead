/** The calls of Step Functions that the Reconcile function makes. Each throws AwsCallError. */
import {
  ListExecutionsCommand,
  type ListExecutionsInput,
  type ListExecutionsOutput,
  SFNClient,
  type SFNClientConfig,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { send } from '../aws/clients';
import { AwsCallError } from '../core/model/errors';

export class States {
  private readonly client: SFNClient;

  constructor(config: SFNClientConfig) {
    this.client = new SFNClient(config);
  }

  readonly list = (page: ListExecutionsInput): Promise<ListExecutionsOutput> =>
    send('states:ListExecutions', page.stateMachineArn ?? '', () =>
      this.client.send(new ListExecutionsCommand(page)),
    );

  /** Without error and cause, which would need the state machine's key (API_StopExecution). */
  async stop(executionArn: string): Promise<void> {
    try {
      await send('states:StopExecution', executionArn, () =>
        this.client.send(new StopExecutionCommand({ executionArn })),
      );
    } catch (error) {
      // it has ended meanwhile
      const ended = ['ExecutionDoesNotExist', 'ValidationException'];
      if (!(error instanceof AwsCallError && ended.includes(error.aws.code))) throw error;
    }
  }
}
