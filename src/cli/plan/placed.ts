/** Where in the file a finding's property stands. */
import type { Finding } from '../../core/model/findings';
import type { Position, Positions } from '../input/positions';
import type { PlanDocument } from './plan-document';

/** With where its property stands in the file, where there is one. */
export interface PlacedFinding extends Finding {
  readonly position?: Position;
}

/** The document with the positions of what its findings and warnings are about, also those of a replacement. */
export function placed<T extends PlanDocument>(document: T, positions: Positions): T {
  const place = (finding: Finding): PlacedFinding => {
    const position = finding.path === '' ? undefined : positions(finding.path);
    return position ? { ...finding, position } : finding;
  };
  const { findings, warnings, replacement } = document;
  return {
    ...document,
    findings: findings.map(place),
    warnings: warnings.map(place),
    replacement: replacement && placed(replacement, positions),
  };
}
