import type { Issue, Nodegroup } from '@aws-sdk/client-eks';
import {
  describeHealth,
  describeUpdateErrors,
  failureCode,
  terminalHealth,
} from '../../../src/core/lifecycle/health';

function ill(...issues: Issue[]): Nodegroup {
  return { health: { issues } };
}
const capacity: Issue = {
  code: 'AsgInstanceLaunchFailures',
  message: 'no capacity',
  resourceIds: ['eks-nodes'],
};
const terminal: Issue = { code: 'IamNodeRoleNotFound', message: 'no role', resourceIds: ['nodes'] };
const other: Issue = { code: 'NodeCreationFailure', message: 'did not join', resourceIds: [] };

describe('the words of a node group', () => {
  it.each([
    ['nothing of a well one', {}, ''],
    ['nothing of one without issues', ill(), ''],
    [
      'code, text and resource',
      ill(capacity),
      'AsgInstanceLaunchFailures: no capacity (eks-nodes)',
    ],
    ['no brackets without a resource', ill(other), 'NodeCreationFailure: did not join'],
    [
      'every issue',
      ill(capacity, other),
      'AsgInstanceLaunchFailures: no capacity (eks-nodes); NodeCreationFailure: did not join',
    ],
    [
      'five resources at most',
      ill({ ...other, resourceIds: ['i-1', 'i-2', 'i-3', 'i-4', 'i-5', 'i-6'] }),
      'NodeCreationFailure: did not join (i-1, i-2, i-3, i-4, i-5)',
    ],
  ])('%s', (_name, nodegroup, text) => {
    expect(describeHealth(nodegroup)).toBe(text);
  });
  it('an update reports its errors in the same form', () => {
    expect(
      describeUpdateErrors({
        errors: [{ errorCode: 'PodEvictionFailure', errorMessage: 'budget', resourceIds: ['i-1'] }],
      }),
    ).toBe('PodEvictionFailure: budget (i-1)');
    expect(describeUpdateErrors({})).toBe('');
  });
});

describe('what a health issue means', () => {
  it.each([
    ['none: nothing terminal', ill(), undefined, 'NotStabilized'],
    ['capacity alone: waited out', ill(capacity), undefined, 'NotStabilized'],
    ['terminal alone', ill(terminal), 'InvalidRequest', 'InvalidRequest'],
    [
      'terminal behind capacity: the terminal one decides',
      ill(capacity, terminal),
      'InvalidRequest',
      'InvalidRequest',
    ],
    ['two terminal ones: the first', ill(other, terminal), 'NotStabilized', 'NotStabilized'],
    ['nothing known of health', {}, undefined, 'NotStabilized'],
  ])('%s', (_name, nodegroup, whileDegraded, whenFailed) => {
    expect(terminalHealth(nodegroup)).toBe(whileDegraded);
    expect(failureCode(nodegroup)).toBe(whenFailed);
  });
});
