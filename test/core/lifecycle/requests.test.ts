/** What every entry point makes of an operation. */

import { createRequest, deleteRequest, updateRequest } from '../../../src/core/lifecycle/requests';
import { IDENTITY, properties } from '../given';

const KEY = 'ab'.repeat(32);
const desired = properties({ NodegroupName: 'mine' });
const FULL = {
  operationKey: KEY,
  desired,
  stackTags: { cost: '1' },
  stackName: 'stack',
  logicalId: 'Nodes',
};
const ORIGIN = { stackName: 'stack', logicalId: 'Nodes' };

describe('a create', () => {
  it('has an identity of its own, made of its key', () => {
    const request = createRequest(FULL);
    expect(request).toEqual({
      action: 'CREATE',
      operationKey: KEY,
      identity: {
        clusterName: 'training',
        nodegroupName: 'mine',
        generation: expect.stringMatching(/^[0-9a-f]{12}$/),
      },
      desired,
      stackTags: { cost: '1' },
      origin: ORIGIN,
    });
    expect(createRequest(FULL)).toEqual(request);
    const other = createRequest({ ...FULL, operationKey: 'cd'.repeat(32) });
    expect(other.identity.generation).not.toBe(request.identity.generation);
  });
  it('gets a name of the logical id where none is given', () => {
    const { identity } = createRequest({ ...FULL, desired: properties() });
    expect(identity.nodegroupName).toMatch(/^Nodes-/);
  });
  it('is a request also where names are missing or no texts: validation says what is wrong', () => {
    for (const wrong of [{}, { ClusterName: ['x'], NodegroupName: { a: 1 } }]) {
      const { identity } = createRequest({ operationKey: KEY, desired: wrong });
      expect(identity.clusterName).toBe('?');
      expect(typeof identity.nodegroupName).toBe('string');
    }
  });
  it('has numbers where the template has texts', () => {
    const texts = { ...desired, ScalingConfig: { MinSize: '2', MaxSize: '10' } };
    expect(createRequest({ ...FULL, desired: texts }).desired).toEqual(desired);
  });
  it('has no tags and no origin where there is no stack', () => {
    const request = createRequest({ operationKey: KEY, desired });
    expect(request).toMatchObject({ stackTags: {}, origin: {} });
    expect(request.origin).toEqual({});
    expect(request).not.toHaveProperty('fenced');
  });
  it('is fenced where its entry point says so', () => {
    expect(createRequest({ ...FULL, fenced: true }).fenced).toBe(true);
    expect(createRequest({ ...FULL, fenced: false })).not.toHaveProperty('fenced');
  });
});

describe('an update', () => {
  const previous = properties({ NodegroupName: 'mine', Labels: { a: '1' } });
  it('has both templates and the tags of both stacks', () => {
    expect(
      updateRequest({ ...FULL, previous, previousStackTags: { cost: '0' } }, IDENTITY),
    ).toEqual({
      action: 'UPDATE',
      identity: IDENTITY,
      operationKey: KEY,
      desired,
      previous,
      stackTags: { cost: '1' },
      previousStackTags: { cost: '0' },
      origin: ORIGIN,
    });
  });
  it('has numbers where the previous template has texts', () => {
    const texts = { ...previous, ScalingConfig: { MinSize: '2', MaxSize: '10' } };
    expect(updateRequest({ ...FULL, previous: texts }, IDENTITY).previous).toEqual(previous);
  });
  it('has no tags of a stack before where none were sent', () => {
    expect(updateRequest({ ...FULL, previous }, IDENTITY).previousStackTags).toEqual({});
  });
});

test('a delete needs its Id alone', () => {
  const request = { action: 'DELETE', identity: IDENTITY, operationKey: KEY };
  expect(deleteRequest({ operationKey: KEY }, IDENTITY)).toEqual(request);
  expect(deleteRequest({ operationKey: KEY, fenced: false }, IDENTITY)).toEqual(request);
  expect(deleteRequest({ operationKey: KEY, fenced: true }, IDENTITY)).toEqual({
    ...request,
    fenced: true,
  });
});
