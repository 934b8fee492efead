/** A layer without content in the place of kubectl and helm, which a test does not run. */
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { newFolder } from './app';

export class EmptyLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    super(scope, id, { code: Code.fromAsset(newFolder()) });
  }
}
