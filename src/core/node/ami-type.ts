/** The AMI of EKS that the nodes run. */
import { amiConflict, amiHint, unsupportedReason } from '../ami/ami-type';
import { amiFamilyOf } from '../ami/families';
import { replacementFinding } from '../feature/change';
import type { Feature } from '../feature/feature';
import { representative } from '../instance-type/hardware';
import { findingsAt } from '../model/findings';

export const amiType: Feature = {
  properties: ['AmiType'],
  change: 'replace',
  rules: ({ AmiType, ImageId }) => {
    const reason = AmiType === undefined || ImageId ? undefined : unsupportedReason(AmiType);
    return findingsAt('AmiType', [reason && `${AmiType} is not supported. ${reason}`]);
  },
  checkCreate: ({ desired: { AmiType }, type }) =>
    findingsAt('AmiType', [AmiType && type ? amiConflict(AmiType, type) : undefined]),
  notUpdatable: ({ desired, nodegroup }) =>
    replacementFinding('AmiType', desired.AmiType, nodegroup.amiType),
  warnings: ({ desired, environment: { instanceTypes = [] }, choices }) => {
    const { AmiType = choices?.amiType } = desired;
    const type = representative(instanceTypes);
    const hint =
      AmiType && type && amiFamilyOf(AmiType).isManaged ? amiHint(AmiType, type) : undefined;
    return findingsAt('AmiType', [hint]);
  },
  // EKS user guide, launch-templates, "Limits and conditions": not beside an image of the template's
  expand: (_desired, choices) =>
    amiFamilyOf(choices.amiType).isManaged
      ? { amiType: choices.amiType as 'AL2023_x86_64_STANDARD' }
      : {},
  flatten: ({ nodegroup }) =>
    amiFamilyOf(nodegroup.amiType ?? '').isManaged ? { AmiType: nodegroup.amiType } : {},
};
