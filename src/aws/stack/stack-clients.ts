/** The SDK clients of what only the command line reads: stacks, parameters, the account. No handler imports this folder. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { ClientConfig } from '../clients';
import { CONNECTIONS } from '../connections';

export interface StackClients {
  readonly cloudFormation: CloudFormationClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
}

/** Endpoints are the SDK's own: AWS_ENDPOINT_URL_CLOUDFORMATION, _SSM and _STS, where they are set. */
export function makeStackClients(config: ClientConfig): StackClients {
  const common = { requestHandler: { ...CONNECTIONS }, ...config };
  return {
    cloudFormation: new CloudFormationClient(common),
    ssm: new SSMClient(common),
    sts: new STSClient(common),
  };
}
