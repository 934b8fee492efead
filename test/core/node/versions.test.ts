/** Version and ReleaseVersion, three-way. */
import type { Properties } from '../../../src/core/model/properties';
import { versionDifference } from '../../../src/core/node/versions';
import { living, update } from '../given';

const LIVE = living().nodegroup;

describe('versions', () => {
  const nodegroup = { ...LIVE, version: '1.33', releaseVersion: '1.33.5-20260801' };
  it.each<readonly [string, Partial<Properties>, Partial<Properties>, object, number]>([
    ['nothing given', {}, {}, {}, 0],
    [
      'given and unchanged, though live is another',
      { Version: '1.34' },
      { Version: '1.34' },
      {},
      0,
    ],
    ['a higher version', { Version: '1.33' }, { Version: '1.34' }, { version: '1.34' }, 0],
    [
      'a higher version by more than one digit',
      { Version: '1.9' },
      { Version: '1.100' },
      { version: '1.100' },
      0,
    ],
    ['given for the first time, as it is live', {}, { Version: '1.33' }, {}, 0],
    ['a lower version is not sent, with a note', { Version: '1.33' }, { Version: '1.32' }, {}, 1],
    ['1.9 is lower than 1.33', { Version: '1.33' }, { Version: '1.9' }, {}, 1],
    ['removed: untouched', { Version: '1.33' }, {}, {}, 0],
    [
      'a higher release',
      {},
      { ReleaseVersion: '1.33.5-20260901' },
      { releaseVersion: '1.33.5-20260901' },
      0,
    ],
    [
      'a lower release: EKS decides',
      {},
      { ReleaseVersion: '1.33.5-20260701' },
      { releaseVersion: '1.33.5-20260701' },
      0,
    ],
    ['the live release', {}, { ReleaseVersion: '1.33.5-20260801' }, {}, 0],
    [
      'both higher',
      {},
      { Version: '1.34', ReleaseVersion: '1.34.1-20260901' },
      { version: '1.34', releaseVersion: '1.34.1-20260901' },
      0,
    ],
    ['both lower', {}, { Version: '1.32', ReleaseVersion: '1.32.1-20260101' }, {}, 2],
  ])('%s', (_name, previous, desired, expected, notes) => {
    const difference = versionDifference(update(previous, desired), nodegroup, undefined);
    expect(difference).toEqual({ ...expected, notes: expect.any(Array) });
    expect(difference.notes).toHaveLength(notes);
    for (const note of difference.notes)
      expect(note).toContain('and was ignored, because EKS cannot downgrade');
  });

  it('a lower release that EKS has refused is not sent again, and its words are the note', () => {
    const request = update({}, { ReleaseVersion: '1.33.5-20260701' });
    expect(versionDifference(request, nodegroup, 'EKS says no.')).toEqual({
      notes: [
        "ReleaseVersion 1.33.5-20260701 is older than the nodes' 1.33.5-20260801, which they keep. EKS says no.",
      ],
    });
  });
});
