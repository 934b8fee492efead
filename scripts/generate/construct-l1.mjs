/** src/construct/cfn-efa-node-group.ts from schema.json: the resource as an L1 construct, in the manner of the CDK's own. */
import { defaultOf, interfacesOf, isMap, spelled } from '../lib/cdk-types.mjs';
import { formatted } from '../lib/format.mjs';
import { schema } from '../lib/schema.mjs';

const file = 'src/construct/cfn-efa-node-group.ts';
/** The hints of the CDK for the types of attributes. */
const HINTS = { string: 'STRING', integer: 'NUMBER', array: 'STRING_LIST' };

export default {
  name: 'construct-l1',
  files: [file],
  run: () => ({ [file]: formatted(file, source()) }),
};

function source() {
  const [, { properties, required }] = interfacesOf('Properties').at(-1);
  const given = Object.entries(properties).map(([name, node]) => ({
    name: spelled(name),
    type: typeOf(name),
    isRequired: required.includes(name),
    doc: docOf(name, node, required.includes(name)),
  }));
  const attributes = schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]);
  const fields = given.filter(({ name }) => name !== 'tags');
  return `/** Generated from schema.json by \`make generate\`: change that, and run it again. */
import { CfnResource, type IInspectable, type IResolvable, type ITaggable, ResolutionTypeHint, TagManager, TagType, Token, type TreeInspector } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { NodeGroupProperties } from './props';
import { toTemplate } from './template';

/** Properties of \`${schema.typeName}\`. */
export interface CfnEfaNodeGroupProps {
${given.map(({ doc, name, type, isRequired }) => `${doc}\n  readonly ${name}${isRequired ? '' : '?'}: ${type};`).join('\n')}
}

/** \`${schema.typeName}\` as the template has it, without defaults or checks of its own: \`EfaNodeGroup\` has these. */
export class CfnEfaNodeGroup extends CfnResource implements IInspectable, ITaggable {
  /** Type of the resource. */
  static readonly CFN_RESOURCE_TYPE_NAME = ${JSON.stringify(schema.typeName)};

${attributes.map((name) => `  /** ${schema.properties[name].description} */\n  readonly attr${name}: ${attributeType(name)};`).join('\n')}
  /** Tags of the resource, with those of \`Tags.of\`. */
  readonly tags: TagManager;
${fields.map(({ doc, name, type, isRequired }) => `${doc}\n  ${name}: ${type}${isRequired ? '' : ' | undefined'};`).join('\n')}

  constructor(scope: Construct, id: string, props: CfnEfaNodeGroupProps) {
    super(scope, id, { type: CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME });
${attributes.map((name) => `    this.attr${name} = ${attribute(name)};`).join('\n')}
    this.tags = new TagManager(TagType.MAP, CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME, props.tags, { tagPropertyName: 'tags' });
${fields.map(({ name }) => `    this.${name} = props.${name};`).join('\n')}
  }

  /** What \`cdk\` tools show of the resource in tree.json. */
  inspect(inspector: TreeInspector): void {
    inspector.addAttribute('aws:cdk:cloudformation:type', CfnEfaNodeGroup.CFN_RESOURCE_TYPE_NAME);
    inspector.addAttribute('aws:cdk:cloudformation:props', this.cfnProperties);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as CfnResource has it
  protected override get cfnProperties(): Record<string, any> {
    return toTemplate({
${fields.map(({ name }) => `      ${name}: this.${name},`).join('\n')}
      tags: this.tags.renderTags(),
    });
  }

  /** @param props resolved, so that what a token stands for is spelled as the template has it */
  // biome-ignore lint/suspicious/noExplicitAny: as CfnResource has it
  protected override renderProperties(props: Record<string, any>): Record<string, any> {
    return toTemplate(props);
  }
}`;
}

function docOf(name, node, isRequired) {
  const text = isRequired ? '' : `\n   * @default - ${defaultOf('', name, node)}`;
  return `  /**\n   * ${node.description}${text}\n   */`;
}

/** What is no text or number may be a token as a whole. */
function typeOf(name) {
  const { $ref, type } = schema.properties[name];
  const own = `NodeGroupProperties['${spelled(name)}']`;
  const map = $ref && isMap(schema.definitions[$ref.split('/').at(-1)]);
  const required = schema.required.includes(name) ? own : `NonNullable<${own}>`;
  if (map && name === 'Tags') return required;
  return $ref || type === 'boolean' || type === 'array' ? `${required} | IResolvable` : required;
}

function attributeType(name) {
  return { string: 'string', integer: 'number', array: 'string[]' }[schema.properties[name].type];
}

function attribute(name) {
  const { type } = schema.properties[name];
  const as = { string: 'asString', integer: 'asNumber', array: 'asList' }[type];
  return name === 'Id'
    ? 'this.ref'
    : `Token.${as}(this.getAtt('${name}', ResolutionTypeHint.${HINTS[type]}))`;
}
