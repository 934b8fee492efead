/** The key pair for SSH. */
import type { Feature } from '../feature/feature';
import { plainSection } from '../feature/template-part';
import type { Environment } from '../model/facts';
import { findingsAt } from '../model/findings';
import type { Properties } from '../model/properties';

export const keyPair: Feature = {
  properties: ['KeyName'],
  change: 'roll',
  canonical: ({ KeyName }) => ({ KeyName }),
  part: plainSection('KeyName'),
  observesForCreate: ({ KeyName }) => (KeyName ? ['keyPair'] : []),
  observesForUpdate: ({ desired }) => (desired.KeyName === undefined ? [] : ['keyPair']),
  checkCreate: ({ desired, environment }) => keyPairFindings(desired, environment),
  checkUpdate: ({ desired, environment }) => keyPairFindings(desired, environment),
};

/** [] where no key pair was observed. */
function keyPairFindings({ KeyName }: Properties, { keyPair: observed }: Environment) {
  return findingsAt('KeyName', [
    observed === 'absent'
      ? `Key pair ${KeyName} does not exist in this account and Region. Correct the name, or remove KeyName.`
      : undefined,
  ]);
}
