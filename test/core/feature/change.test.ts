/** Which values of the template count as changed, and which of them roll the nodes. */

import { isChanged } from '../../../src/core/feature/change';
import { changesTemplate } from '../../../src/core/lifecycle/update/roll';
import type { Properties } from '../../../src/core/model/properties';
import { update } from '../given';

describe('a change of a property', () => {
  it.each<readonly [string, keyof Properties, Partial<Properties>, Partial<Properties>, boolean]>([
    [
      'subnets in another order',
      'Subnets',
      { Subnets: ['a', 'b'] },
      { Subnets: ['b', 'a'] },
      false,
    ],
    ['another subnet', 'Subnets', { Subnets: ['a', 'b'] }, { Subnets: ['a', 'c'] }, true],
    [
      'keys in another order',
      'Labels',
      { Labels: { a: '1', b: '2' } },
      { Labels: { b: '2', a: '1' } },
      false,
    ],
    [
      'absent to empty text is a change',
      'PreBootstrapUserData',
      {},
      { PreBootstrapUserData: '' },
      true,
    ],
    [
      'groups in another order',
      'SecurityGroupIds',
      { SecurityGroupIds: ['a', 'b'] },
      { SecurityGroupIds: ['b', 'a'] },
      false,
    ],
  ])('%s', (_name, property, previous, desired, expected) => {
    expect(isChanged(update(previous, desired), property)).toBe(expected);
  });
  it.each<readonly [string, Partial<Properties>, boolean]>([
    ['Volume', { Volume: { SizeGiB: 1 } }, true],
    ['MetadataOptions', { MetadataOptions: { HttpTokens: 'optional' } }, true],
    ['InstanceTags', { InstanceTags: { a: 'b' } }, true],
    ['LocalStorage', { LocalStorage: 'NONE' }, true],
    ['PreBootstrapUserData', { PreBootstrapUserData: '#!' }, true],
    ['SecurityGroupIds', { SecurityGroupIds: ['sg-1'] }, true],
    ['Efa', { Efa: { SecurityGroup: 'NONE' } }, true],
    ['an empty Efa', { Efa: {} }, false],
    ['Labels', { Labels: { a: 'b' } }, false],
    ['Tags', { Tags: { a: 'b' } }, false],
    ['Version', { Version: '1.34' }, false],
    ['ForceUpdateEnabled', { ForceUpdateEnabled: true }, false],
  ])('of %s changes the launch template: %s', (_name, desired, expected) => {
    expect(changesTemplate(update({}, desired))).toBe(expected);
  });
});
