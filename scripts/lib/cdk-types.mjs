/** How src/construct spells schema.json: names of properties, types, defaults, classes of enums. */
import { schema } from './schema.mjs';

/** Names of properties that say too little for a class of their own: their definition's is put before them. */
const SHORT = new Set(['Effect', 'Group', 'Preference', 'SecurityGroup', 'Type']);
/** Defaults that no description has, by path; of the others that have none it is that nothing is set. */
const DEFAULTS = {
  CapacityType: 'ON_DEMAND, or CAPACITY_BLOCK where the reservation is a Capacity Block',
  Efa: 'the defaults of its members',
  LocalStorage: 'AUTO',
  Placement: 'the defaults of its members',
  'AdditionalVolume.SizeGiB': 'the size of the snapshot',
  'Efa.InterfaceLayout': 'EFA_PRIMARY',
  'Efa.SecurityGroup': 'AUTO',
  'Placement.Group': 'AUTO',
};
const OF_AWS = /^(UpdateConfig|NodeRepairConfig)\.Max/;

/** Definitions that are maps of strings, not interfaces. */
export const isMap = (definition) => definition.patternProperties !== undefined;

/** Every definition that is an interface, and the properties that a template gives, under `name`. */
export function interfacesOf(name) {
  const readOnly = new Set(schema.readOnlyProperties.map((pointer) => pointer.split('/')[2]));
  const given = Object.entries(schema.properties).filter(([property]) => !readOnly.has(property));
  return [
    ...Object.entries(schema.definitions).filter(([, definition]) => !isMap(definition)),
    [name, { required: schema.required, properties: Object.fromEntries(given) }],
  ];
}

/** `AmiType` → `amiType`, as the CDK spells properties. */
export function spelled(name) {
  return name[0].toLowerCase() + name.slice(1);
}

/** The class whose members are the values of an enum. @param owner name of the definition; '' at the top level */
export function enumClass(owner, property) {
  // volumes of both kinds have the same types
  const of = owner === 'AdditionalVolume' ? 'Volume' : owner;
  return SHORT.has(property) ? `${of}${property}` : property;
}

/** What `@default` says of an optional property. */
export function defaultOf(owner, property, { description = '' }) {
  const path = owner ? `${owner}.${property}` : property;
  const [, found] = /\bDefault(?: [a-z][^:.]*)?: (.+?)\.(?: |$)/.exec(description) ?? [];
  return DEFAULTS[path] ?? found ?? (OF_AWS.test(path) ? "AWS's" : 'none');
}
