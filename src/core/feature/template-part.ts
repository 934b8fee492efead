/**
 * Where the launch template holds a property. A change replaces its own part and leaves the others as they are live:
 * what another release would render otherwise, or what was changed outside CloudFormation, stays.
 */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Model, Properties } from '../model/properties';
import type { CapacityType } from '../model/property-types';

/** What a section has to know beside the properties. */
export interface SectionContext {
  /** The node group's, also when it was chosen. */
  readonly amiType: string;
  readonly capacityType: CapacityType;
}

/** Members of the template data that the property alone decides. */
export interface Section {
  readonly kind: 'section';
  /** Members that the section owns: those that `expand` leaves out are removed. */
  readonly members: readonly (keyof RequestLaunchTemplateData)[];
  expand(desired: Properties, context: SectionContext): Partial<RequestLaunchTemplateData>;
  /** Properties as the launch template has them; {} where it has none. */
  flatten(data: ResponseLaunchTemplateData): Partial<Model>;
}
/** A setting in the user data, one of the network interfaces, or a block device: several properties decide these members together. */
export type TemplatePart =
  | Section
  | { readonly kind: 'userData'; readonly setting: 'localStorage' | 'maxPods' | 'given' }
  | { readonly kind: 'networkInterfaces' }
  | { readonly kind: 'blockDevices' };

/** A section whose one member has the property's own name and value. */
export function plainSection(
  name: keyof RequestLaunchTemplateData & keyof ResponseLaunchTemplateData & keyof Properties,
): Section {
  return {
    kind: 'section',
    members: [name],
    expand: (desired) => only(name, desired[name]),
    flatten: (data) => only(name, data[name]),
  };
}

function only(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

/** Members of template data; an undefined one is removed from the template. */
export type Replaced = {
  [K in keyof RequestLaunchTemplateData]: RequestLaunchTemplateData[K] | undefined;
};

export function sectionsOf(features: readonly object[]): readonly Section[] {
  return features.flatMap((feature) => {
    const { part } = feature as { readonly part?: TemplatePart };
    return part?.kind === 'section' ? [part] : [];
  });
}
