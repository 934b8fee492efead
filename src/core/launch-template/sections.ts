/** The parts of the launch template that properties alone decide, folded over all features. */
import type { RequestLaunchTemplateData, ResponseLaunchTemplateData } from '@aws-sdk/client-ec2';
import type { Section, SectionContext } from '../feature/template-part';
import { FEATURES } from '../features';
import type { Model, Properties } from '../model/properties';
import type { Change } from '../model/request';
import { sameJson } from '../util/compare';

/** Members of template data; an undefined one is removed from the template. */
export type Replaced = {
  [K in keyof RequestLaunchTemplateData]: RequestLaunchTemplateData[K] | undefined;
};

const SECTIONS: readonly Section[] = FEATURES.flatMap((feature) =>
  feature.change === 'roll' && feature.part.kind === 'section' ? [feature.part] : [],
);

export function expandSections(
  desired: Properties,
  context: SectionContext,
): Partial<RequestLaunchTemplateData> {
  return Object.assign({}, ...SECTIONS.map((section) => section.expand(desired, context)));
}

export function flattenSections(data: ResponseLaunchTemplateData): Partial<Model> {
  return Object.assign({}, ...SECTIONS.map((section) => section.flatten(data)));
}

/** Three-way: a section whose given value changed, and that differs from the live one. */
export function replacedSections(
  { previous, desired }: Change,
  live: ResponseLaunchTemplateData,
  context: SectionContext,
): Replaced {
  return Object.assign(
    {},
    ...SECTIONS.map((section) => {
      const expanded = section.expand(desired, context);
      if (sameJson(section.expand(previous, context), expanded)) return {};
      const flattened = section.flatten(expanded as ResponseLaunchTemplateData);
      if (sameJson(section.flatten(live), flattened)) return {};
      return {
        ...Object.fromEntries(section.members.map((name) => [name, undefined])),
        ...expanded,
      };
    }),
  );
}
