/** A layer without content in the place of kubectl and helm, which a test does not run. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export class EmptyLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    super(scope, id, { code: Code.fromAsset(mkdtempSync(join(tmpdir(), 'layer-'))) });
  }
}
