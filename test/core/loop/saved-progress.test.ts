/** What test/releases/saved-progress.test.ts has no life for: every member of progress in 0.1's form, there and back. */
import { loaded, saved } from '../../../src/core/loop/saved-progress';

const OF_0_1 = {
  startedAtEpochSeconds: 1_767_225_600,
  waitedSeconds: 9,
  waits: 2,
  doneWith: ['The node group was deleted.'],
  warnings: [{ path: 'CapacityType', message: 'SPOT.' }],
  choices: {
    zoneName: 'us-east-1a',
    efaSecurityGroup: { groupId: 'sg-1' },
    placementGroup: { groupName: 'theirs' },
  },
  seen: {
    nodegroup: { is: 'present', ours: true, value: true },
    launchTemplate: { is: 'absent' },
    securityGroup: {
      is: 'present',
      ours: true,
      value: { id: 'sg-2', rulesSeen: true, ruleLooks: 2 },
    },
    placementGroup: { is: 'unsure', made: true, looks: 1, lookNow: false },
    updateId: 'u-1',
    anything: true,
    deletes: 1,
    sentTokens: ['t'],
    configSent: true,
    templateLooks: 4,
    windowWaits: 1,
    refusedCredentials: 1,
    attempts: { launchTemplate: 1 },
  },
};

describe('the progress of release 0.1', () => {
  it('is known by the names of this one', () => {
    expect(loaded(OF_0_1)).toMatchObject({
      completionNotes: OF_0_1.doneWith,
      choices: {
        efaSecurityGroup: { kind: 'existing', id: 'sg-1' },
        placementGroup: { kind: 'existing', name: 'theirs' },
      },
      checkpoint: {
        launchTemplate: { is: 'absent' },
        securityGroup: { value: { id: 'sg-2', rulesConfirmed: true, ruleObservations: 2 } },
        placementGroup: { is: 'unknown', confirmed: true, observations: 1, observeNow: false },
        observedAnything: true,
        templateCopyObservations: 4,
      },
    });
  });

  it.each(['made', 'none'])('has choices that are words: %s', (word) => {
    const of = { ...OF_0_1, choices: { efaSecurityGroup: word, placementGroup: word } };
    const kind = word === 'made' ? 'created' : 'none';
    expect(loaded(of).choices).toEqual({ efaSecurityGroup: { kind }, placementGroup: { kind } });
    expect(saved(loaded(of))).toEqual(of);
  });

  it('is saved as it was', () => {
    expect(saved(loaded(OF_0_1))).toEqual(OF_0_1);
  });
});
