/** The world's nodeadm: what it cannot read keeps the nodes from joining; the source is in nodeadm.ts. */
import { CreateNodegroupCommand } from '@aws-sdk/client-eks';
import { describe1, prepared } from './prepared';

const CONFIG = 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n';

async function statusWith(part: string) {
  const text = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="B"\n\n--B\n${part}\n--B--\n`;
  const made = await prepared({ data: { UserData: Buffer.from(text).toString('base64') } });
  await made.world.eks.send(new CreateNodegroupCommand(made.input));
  made.world.clock.advance(3_600);
  return (await describe1(made))?.status;
}

test.each([
  ['a NodeConfig', `Content-Type: application/node.eks.aws\n\n---\n${CONFIG}`, 'ACTIVE'],
  ['a script', 'Content-Type: text/x-shellscript\n\n#!/bin/sh\n', 'ACTIVE'],
  [
    'no empty line',
    'Content-Type: text/cloud-boothook\ncloud-init-per once x\n\n',
    'CREATE_FAILED',
  ],
  [
    'another version',
    `Content-Type: application/node.eks.aws\n\n${CONFIG.replace('v1alpha1', 'v1alpha')}`,
    'CREATE_FAILED',
  ],
  [
    'tabs',
    `Content-Type: application/node.eks.aws\n\n${CONFIG}spec:\n\tkubelet: {}\n`,
    'CREATE_FAILED',
  ],
  [
    'flags as a text',
    `Content-Type: application/node.eks.aws\n\n${CONFIG}spec:\n  kubelet:\n    flags: --x\n`,
    'CREATE_FAILED',
  ],
  ['an open quote', 'Content-Type: text/x-shellscript; charset="a\n\n#!/bin/sh\n', 'CREATE_FAILED'],
])('%s', async (_name, part, status) => {
  expect(await statusWith(part)).toBe(status);
});
