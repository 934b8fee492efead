/** The description of a version, which records what it was made of. */
import { FEATURES } from '../../../src/core/features';
import {
  recordedUserDataHash,
  userDataHash,
  versionDescription,
} from '../../../src/core/launch-template/version-description';
import type { Properties } from '../../../src/core/model/properties';
import { properties } from '../given';

describe('the description of a version', () => {
  const hash = userDataHash(undefined);
  const of = (more: Partial<Properties>) => versionDescription(FEATURES, properties(more), hash);
  it('has a prefix, two hashes, and less than 255 characters', () => {
    expect(of({})).toMatch(/^v1:[0-9a-f]{32}:[0-9a-f]{32}$/);
    expect(recordedUserDataHash({ VersionDescription: of({}) })).toBe(hash);
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['the volume', { Volume: { Encrypted: true, Type: 'gp3', SizeGiB: 100 } }],
    ['a part of the volume', { Volume: { Type: 'gp3' } }],
    [
      'the metadata options',
      { MetadataOptions: { HttpPutResponseHopLimit: 1, HttpTokens: 'required' } },
    ],
    ['local storage', { LocalStorage: 'AUTO' }],
    ['monitoring', { Monitoring: false }],
    ['the EFA properties', { Efa: { InterfaceLayout: 'EFA_PRIMARY', SecurityGroup: 'AUTO' } }],
    ['empty tags and groups', { InstanceTags: {}, SecurityGroupIds: [] }],
    [
      'what the template does not hold',
      {
        Labels: { a: 'b' },
        Tags: { a: 'b' },
        ScalingConfig: { MinSize: 0, MaxSize: 1 },
        ForceUpdateEnabled: true,
      },
    ],
  ])('is the same where a default is written down: %s', (_name, more) => {
    expect(of(more)).toBe(of({}));
  });
  it.each<readonly [string, Partial<Properties>]>([
    ['Volume', { Volume: { SizeGiB: 101 } }],
    ['MetadataOptions', { MetadataOptions: { HttpPutResponseHopLimit: 2 } }],
    ['LocalStorage', { LocalStorage: 'RAID0' }],
    ['InstanceTags', { InstanceTags: { a: 'b' } }],
    ['SecurityGroupIds', { SecurityGroupIds: ['sg-1'] }],
    ['Efa.InterfaceLayout', { Efa: { InterfaceLayout: 'EFA_ALL' } }],
    ['Efa.SecurityGroup', { Efa: { SecurityGroup: 'CREATE' } }],
    ['ImageId', { ImageId: 'ami-00000001' }],
    ['KeyName', { KeyName: 'mine' }],
    ['Monitoring', { Monitoring: true }],
    ['MaxPods', { MaxPods: 30 }],
  ])('is another with another %s', (_name, more) => {
    expect(of(more)).not.toBe(of({}));
    expect(recordedUserDataHash({ VersionDescription: of(more) })).toBe(hash);
  });
  it('is the same whatever the order of the groups', () => {
    expect(of({ SecurityGroupIds: ['sg-1', 'sg-2'] })).toBe(
      of({ SecurityGroupIds: ['sg-2', 'sg-1'] }),
    );
  });
  it.each([
    undefined,
    '',
    'v2:x',
    'created by hand',
    `v1:${'a'.repeat(32)}`,
    `xv1:${'a'.repeat(32)}:${'a'.repeat(32)}`,
  ])('that is not ours says nothing: %s', (VersionDescription) => {
    expect(recordedUserDataHash({ VersionDescription })).toBeUndefined();
  });
  it('says nothing where there is no version', () => {
    expect(recordedUserDataHash(undefined)).toBeUndefined();
  });
  it('has another user-data hash for every text, and one for none', () => {
    expect(userDataHash('')).toBe(userDataHash(undefined));
    expect(userDataHash('#!/bin/sh')).not.toBe(userDataHash(undefined));
  });
});
