/** The licences that packages may have, by their SPDX identifiers. */

/** Of what is inside an artefact: all may be passed on with their text. */
export const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
];

/** Besides, of what only builds and tests: none of it is passed on. */
export const ALLOWED_FOR_TOOLS = ['CC-BY-4.0'];

/** What packages write instead of an SPDX identifier. */
const MEANT = { 'Apache License 2.0': 'Apache-2.0' };

/** The SPDX expression of what a package.json says. */
export const spdx = (license) => MEANT[license] ?? license;

/** Whether an expression is fulfilled by the licences: one of those with OR between them, all of those with AND. */
export function isAllowed(expression, licences = ALLOWED) {
  if (typeof expression !== 'string') return false;
  return spdx(expression)
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => licences.includes(one)));
}
