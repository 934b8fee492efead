/** For tests: one bad input, and the one finding that it gives. */
import { planDocument } from '../../src/cli/plan/plan-document';
import { createRequest } from '../../src/core/lifecycle/requests';
import { validate } from '../../src/core/lifecycle/validate';
import { describeFindings } from '../../src/core/model/findings';
import { coerced } from '../../src/core/schema/coerce';
import { properties } from './given';

/** Name, input, path, and texts of the message: the value and the fix. A member that is undefined is left out. */
export type BadInput = readonly [string, object, string, readonly string[]];

export const without = (name: string) => ({ [name]: undefined });

export function checkBadInput(...[_name, more, path, texts]: BadInput): void {
  const given = Object.fromEntries([
    ...Object.entries(properties()).filter(
      ([name]) => !(name in more && more[name as never] === undefined),
    ),
    ...Object.entries(more).filter(([, value]) => value !== undefined),
  ]);
  const findings = validate(given);
  expect(findings.map((finding) => finding.path)).toEqual([path]);
  for (const text of texts) expect(findings[0]?.message).toContain(text);
  expect(describeFindings(findings)).toMatch(/^[^|]{10,400}$/);
  expect(describeFindings(findings)).not.toContain('SECRET');
  // the command line's plan says the same, of what is not sound once numbers are texts
  const request = createRequest({ operationKey: '0'.repeat(64), desired: given });
  const refused = validate(coerced(given));
  const planned = refused.length > 0 ? planDocument(request, { environment: {} }) : undefined;
  expect(planned?.findings ?? []).toEqual(refused);
}
