/** guides/properties.md from schema.json and the features: every property with its limits and what a change of it costs. */
import { loadedFeatures } from '../lib/features.mjs';
import { schema } from '../lib/schema.mjs';

const file = 'guides/properties.md';
const LINE_LENGTH = 140;
/** What a change costs, by the feature's own word for it. */
const COSTS = {
  roll: 'rolls the nodes',
  version: 'rolls the nodes',
  config: 'in place',
  tags: 'in place',
  nothing: 'nothing by itself',
  replace: 'replaces the node group',
};
/** Loaded when it runs: another generator writes their list. */
let features;

export default {
  name: 'property-guide',
  files: [file],
  run: () => {
    features = loadedFeatures();
    return { [file]: guide() };
  },
};

function guide() {
  const given = namesWhere((pointer) => !schema.readOnlyProperties.includes(pointer));
  const attributes = namesWhere((pointer) => schema.readOnlyProperties.includes(pointer));
  return `${[
    '# Every property',
    wrapped(
      `Written by \`make generate\` from [schema.json](../schema.json): edit that file, not this one. Names are those of \`AWS::EKS::Nodegroup\` where that type has the property. ${schema.additionalProperties === false ? 'Any other property is refused. ' : ''}A change that rolls the nodes does so once per update, and only where the live launch template really differs. A change that replaces the node group creates a new one and then deletes the old one. \`efa-nodegroup plan\` shows what a change costs before it is applied ([command-line.md](command-line.md)).`,
    ),
    table(
      ['property', 'type', 'required', 'a change'],
      given.map((name) => [
        `[${name}](#${name.toLowerCase()})`,
        typeOf(schema.properties[name]),
        schema.required.includes(name) ? 'yes' : '',
        costOf(name),
      ]),
    ),
    ...given.map(section),
    '## Attributes',
    wrapped(
      'Read-only values for `Fn::GetAtt`; `Ref` returns `Id`. The custom resource also has `NodegroupName`.',
    ),
    table(
      ['attribute', 'type', ''],
      attributes.map((name) => {
        const node = schema.properties[name];
        return [name, typeOf(node), node.description];
      }),
    ),
  ].join('\n\n')}\n`;
}

function namesWhere(keep) {
  return Object.keys(schema.properties).filter((name) => keep(`/properties/${name}`));
}

function section(name) {
  const node = schema.properties[name];
  const object = objectOf(node);
  const facts = [
    [typeOf(node), limitsOf(node)].filter(Boolean).join(', '),
    schema.required.includes(name) ? 'required' : '',
    isIn('writeOnlyProperties', name) ? 'write-only: Read, drift and import do not show it' : '',
    `a change: ${costOf(name)}`,
  ].filter(Boolean);
  return [
    `## ${name}`,
    wrapped(facts.join('; ')),
    wrapped(node.description),
    ...(object?.properties ? [members(name, object)] : []),
  ].join('\n\n');
}

/** The members of an object, or of the objects of a list; theirs in turn beneath them. */
function members(at, { properties, required = [] }, indent = '') {
  return Object.entries(properties)
    .map(([name, node]) => {
      const inner = objectOf(node);
      const cost = isIn('createOnlyProperties', `${at}/${name}`) ? costOf(`${at}/${name}`) : '';
      const facts = [typeOf(node), limitsOf(node), required.includes(name) && 'required', cost];
      const head = `- \`${name}\` (${facts.filter(Boolean).join(', ')}): ${node.description}`;
      const below = inner?.properties ? [members(`${at}/${name}`, inner, `${indent}  `)] : [];
      return [wrapped(head, indent), ...below].join('\n');
    })
    .join('\n');
}

/**
 * From the features that own the property, one of its members or the object it is in.
 * @throws where they differ, or there is none
 */
function costOf(name) {
  const path = name.replaceAll('/', '.');
  const isPart = (whole, part) => part === whole || part.startsWith(`${whole}.`);
  const owners = features.filter(({ properties }) =>
    properties.some((own) => isPart(own, path) || isPart(path, own)),
  );
  const [cost, ...others] = new Set(owners.map(({ change }) => COSTS[change]));
  if (!cost || others.length > 0) throw new Error(`${name}: no feature, or several, say its cost`);
  if (!isIn('conditionalCreateOnlyProperties', name)) return cost;
  const elsewhere = cost === COSTS.replace ? COSTS.config : cost;
  return `${elsewhere} where possible, else replaces the node group`;
}

function isIn(list, name) {
  return schema[list].includes(`/properties/${name}`);
}

/** The definition of an object, or of the items of a list. */
function objectOf(node) {
  if (node.properties) return node;
  if (node.items) return objectOf(node.items);
  return node.$ref && schema.definitions[node.$ref.split('/').at(-1)];
}

function typeOf(node) {
  const definition = node.$ref && objectOf(node);
  if (definition?.patternProperties) return 'map of strings';
  if (definition) return 'object';
  if (node.type === 'array') return `list of ${typeOf(node.items)}s`;
  return node.type;
}

function limitsOf(node) {
  const pattern = node.pattern ?? node.items?.pattern;
  const values = node.enum ?? node.items?.enum;
  return [
    values && `one of ${values.map((value) => `\`${value}\``).join(', ')}`,
    range(node.minimum, node.maximum),
    node.type === 'array' && `${range(node.minItems, node.maxItems)} items`,
    node.uniqueItems && 'no duplicates',
    node.type === 'string' && !pattern && range(node.minLength, node.maxLength, ' characters'),
    pattern && `\`${pattern}\``,
    mapLimits(node),
  ]
    .filter(Boolean)
    .join(', ');
}

function mapLimits(node) {
  const [entry] = Object.entries((node.$ref && objectOf(node)?.patternProperties) || {});
  return entry && `keys \`${entry[0]}\`, values of up to ${entry[1].maxLength} characters`;
}

function range(least, most, unit = '') {
  if (most === undefined) return '';
  return least === undefined ? `up to ${most}${unit}` : `${least} to ${most}${unit}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`.replaceAll(/ +\|/g, ' |');
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Lines of at most LINE_LENGTH, broken between words; those after the first stand under the text of a list's item. */
function wrapped(text, indent = '') {
  const hanging = text.startsWith('- ') ? `${indent}  ` : indent;
  const lines = [indent];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    const isFirst = line.trim() === '';
    if (!isFirst && line.length + 1 + word.length > LINE_LENGTH) lines.push(hanging + word);
    else lines[lines.length - 1] = isFirst ? line + word : `${line} ${word}`;
  }
  return lines.join('\n');
}
