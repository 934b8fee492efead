/** A CloudFormation template in YAML as the JSON that it stands for: `!Ref X` is `{ "Ref": "X" }`. */
const { parse } = require('yaml');

const SHORT = [
  'And',
  'Base64',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
];
const functions = [
  ['Ref', 'Ref'],
  ['Condition', 'Condition'],
  ...SHORT.map((name) => [name, `Fn::${name}`]),
];

/** Scalars, lists and maps of each, because YAML has a tag for one kind of node. */
const customTags = functions.flatMap(([tag, name]) => [
  { tag: `!${tag}`, resolve: (text) => ({ [name]: argumentOf(name, text) }) },
  { tag: `!${tag}`, collection: 'seq', resolve: (node) => ({ [name]: node.toJSON() }) },
  { tag: `!${tag}`, collection: 'map', resolve: (node) => ({ [name]: node.toJSON() }) },
]);

/** `!GetAtt Key.Arn` is the short form of a list. */
function argumentOf(name, text) {
  if (name !== 'Fn::GetAtt') return text;
  const [resource, ...attribute] = text.split('.');
  return [resource, attribute.join('.')];
}

exports.templateOf = (yaml) => parse(yaml, { customTags });
