import { titleOf } from '../../../src/core/ownership/owned-resources';

describe('an owned resource', () => {
  it.each([
    ['nodegroup', 'node group'],
    ['launchTemplate', 'launch template'],
    ['securityGroup', 'security group'],
    ['placementGroup', 'placement group'],
  ] as const)('%s is called %s', (resource, title) => {
    expect(titleOf(resource)).toBe(title);
  });
});
