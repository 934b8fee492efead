/** What a template may say, before anything is asked of AWS: schema.json, and the rules that it can't hold. */
import type { ErrorObject } from 'ajv';
import schema from '../../../schema.json';
import { capacityRuleFindings, placementRuleFindings } from '../capacity/rules';
import { efaFindings } from '../interfaces/rules';
import type { Properties } from '../model/properties';
import { schemaErrors } from '../model/schema-check';
import type { Finding, Request, StringMap } from '../model/types';
import { nodeRuleFindings } from '../node/rules';
import { isRefusedTagKey, isReservedTagKey, OUR_LABEL_PREFIX } from '../ownership/tags';
import { nodeRepairFindings } from '../scaling/node-repair';
import { warmPoolFindings } from '../scaling/warm-pool';
import { changed } from './changes';

/** Properties of AWS::EKS::Nodegroup that this type can't have, and why. */
const REFUSED: Readonly<Record<string, string>> = {
  LaunchTemplate:
    'this type makes the launch template itself. Use Volume, MetadataOptions, InstanceTags and the other properties of the template.',
  RemoteAccess:
    'it cannot go with a launch template, which this type makes. Use SecurityGroupIds and AWS Systems Manager Session Manager.',
  DiskSize: 'it cannot go with a launch template, which this type makes. Use Volume.SizeGiB.',
};

/** Values that may hold secrets: no message shows them. */
const SECRET = /^(PreBootstrap)?UserData/;

const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));

/** [] where the properties are sound. Read-only properties are left out of account. Never throws. */
export function validate(properties: object): readonly Finding[] {
  return findingsOf(properties, true);
}

function findingsOf(properties: object, isNew: boolean): readonly Finding[] {
  const given = Object.fromEntries(
    Object.entries(properties).filter(([name]) => !readOnly.has(name)),
  );
  const errors = schemaErrors(given);
  return errors.length > 0
    ? errors.map(schemaFinding)
    : ruleFindings(given as unknown as Properties, isNew);
}

/** What speaks against a request before anything is asked of AWS: for Update, of the changed properties alone. */
export function validateRequest(request: Request): readonly Finding[] {
  if (request.action === 'DELETE') return [];
  const findings = findingsOf(request.desired, request.action === 'CREATE');
  if (request.action === 'CREATE') return findings;
  return findings.filter(({ path }) => changed(request, path.split(/[.[]/)[0] as keyof Properties));
}

/** One line for a failure's message: every finding with its property. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' | ');
}

function schemaFinding(error: ErrorObject): Finding {
  const path = pathOf(error.instancePath);
  const at = (member: string) => (path ? `${path}.${member}` : member);
  const value = SECRET.test(path) ? 'its value' : show(error.data);
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(error.params.additionalProperty);
      const keys = Object.keys(
        (error.parentSchema as { patternProperties?: object }).patternProperties ?? {},
      );
      if (keys.length > 0) {
        return { path: at(name), message: `the key does not match ${keys.join(' or ')}.` };
      }
      const reason = path === '' && Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
      return { path: at(name), message: reason ?? 'there is no such property. Remove it.' };
    }
    case 'required':
      return { path: at(String(error.params.missingProperty)), message: 'it is required. Add it.' };
    case 'enum':
      return {
        path,
        message: `${value} is none of ${(error.schema as string[]).join(', ')}.`,
      };
    case 'uniqueItems': {
      const { i, j } = error.params as { readonly i: number; readonly j: number };
      const twin = show((error.data as readonly unknown[])[j]);
      return {
        path,
        message: `${twin} is there twice, as items ${Math.min(i, j)} and ${Math.max(i, j)}. Remove one.`,
      };
    }
    case 'pattern':
      return { path, message: `${value} does not match ${String(error.schema)}.` };
    default:
      return { path, message: `${value} ${error.message}.` };
  }
}

/** `/ScalingConfig/MinSize` → `ScalingConfig.MinSize`; array positions in brackets. */
function pathOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .reduce((path, part) => {
      if (/^\d+$/.test(part)) return `${path}[${part}]`;
      return path ? `${path}.${part}` : part;
    }, '');
}

/** A value in a message, cut short. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function ruleFindings(given: Properties, isNew: boolean): readonly Finding[] {
  return [
    ...scalingFindings(given),
    ...updateConfigFindings(given),
    ...capacityRuleFindings(given),
    ...placementRuleFindings(given),
    ...keyFindings('Labels', given.Labels, (key) => key.startsWith(OUR_LABEL_PREFIX)),
    ...keyFindings('Tags', given.Tags, isRefusedTagKey),
    ...keyFindings('InstanceTags', given.InstanceTags, isReservedTagKey),
    ...valueFindings('Tags', given.Tags),
    ...taintFindings(given),
    ...volumeFindings(given),
    ...efaFindings(given),
    ...nodeRuleFindings(given, isNew),
    ...nodeRepairFindings(given),
    ...warmPoolFindings(given),
  ];
}

function scalingFindings({
  ScalingConfig: { MinSize, MaxSize, DesiredSize },
}: Properties): readonly Finding[] {
  const findings: Finding[] = [];
  if (MinSize > MaxSize) {
    findings.push({
      path: 'ScalingConfig.MinSize',
      message: `${MinSize} is over MaxSize ${MaxSize}. Raise MaxSize or lower MinSize.`,
    });
  } else if (DesiredSize !== undefined && (DesiredSize < MinSize || DesiredSize > MaxSize)) {
    findings.push({
      path: 'ScalingConfig.DesiredSize',
      message: `${DesiredSize} is not between MinSize ${MinSize} and MaxSize ${MaxSize}.`,
    });
  }
  return findings;
}

function updateConfigFindings({ UpdateConfig }: Properties): readonly Finding[] {
  if (
    UpdateConfig?.MaxUnavailable === undefined ||
    UpdateConfig.MaxUnavailablePercentage === undefined
  ) {
    return [];
  }
  return [
    {
      path: 'UpdateConfig',
      message: `MaxUnavailable ${UpdateConfig.MaxUnavailable} and MaxUnavailablePercentage ${UpdateConfig.MaxUnavailablePercentage} exclude each other. Remove one.`,
    },
  ];
}

function keyFindings(
  path: string,
  map: StringMap | undefined,
  isRefused: (key: string) => boolean,
): readonly Finding[] {
  return Object.keys(map ?? {})
    .filter(isRefused)
    .map((key) => ({
      path: `${path}.${key}`,
      message: 'the key belongs to AWS or to this provider. Choose another.',
    }));
}

/** API_TagResource of EKS: neither keys nor values may begin with aws: */
function valueFindings(path: string, map: StringMap | undefined): readonly Finding[] {
  return Object.entries(map ?? {})
    .filter(([, value]) => /^aws:/i.test(value))
    .map(([key, value]) => ({
      path: `${path}.${key}`,
      message: `${show(value)} begins with aws:, which AWS keeps to itself. Choose another value.`,
    }));
}

function taintFindings({ Taints = [] }: Properties): readonly Finding[] {
  const keys = Taints.map(({ Key, Effect }) => `${Key}:${Effect}`);
  return [...new Set(keys.filter((key, at) => keys.indexOf(key) !== at))].map((key) => ({
    path: 'Taints',
    message: `${key} is there twice. Kubernetes has one value for a key and an effect: keep one.`,
  }));
}

function volumeFindings({ Volume }: Properties): readonly Finding[] {
  const { Type = 'gp3', Iops, Throughput, KmsKeyId, Encrypted } = Volume ?? {};
  const findings: Finding[] = [];
  if ((Type === 'io1' || Type === 'io2') && Iops === undefined) {
    findings.push({ path: 'Volume.Iops', message: `it is required for ${Type}. Add it.` });
  }
  if (Type === 'gp2' && Iops !== undefined) {
    findings.push({
      path: 'Volume.Iops',
      message: `${Iops}: gp2 takes none. Use gp3, io1 or io2.`,
    });
  }
  if (Type !== 'gp3' && Throughput !== undefined) {
    findings.push({
      path: 'Volume.Throughput',
      message: `${Throughput}: ${Type} takes none. Use gp3.`,
    });
  }
  if (KmsKeyId !== undefined && Encrypted === false) {
    findings.push({
      path: 'Volume.KmsKeyId',
      message: `${KmsKeyId}: the volume is not encrypted. Remove Volume.Encrypted or the key.`,
    });
  }
  return findings;
}
