/** Converts the CDK's spelling of the properties to that of the template. */
import { Token } from 'aws-cdk-lib';
import schema from '../../schema.json';
import { EnumValue } from './enums';

interface Node {
  readonly $ref?: string;
  readonly type?: string;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** `instanceTypes` → `InstanceTypes`, at every depth; the keys of labels and tags stay as they are. */
export function toTemplate(props: object): Record<string, unknown> {
  return spelled(props, { properties: schema.properties }) as Record<string, unknown>;
}

/** Keeps members that schema.json does not define, so that validation can report them. */
function spelled(value: unknown, node: Node): unknown {
  if (value instanceof EnumValue) return value.value;
  if (Token.isUnresolved(value)) return value;
  const { properties, items } = definitionOf(node);
  if (Array.isArray(value)) return value.map((each) => spelled(each, items ?? {}));
  if (!properties || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => {
        const capital = capitalized(name);
        return [capital, spelled(member, properties[capital] ?? {})];
      }),
  );
}

function definitionOf(node: Node): Node {
  const name = node.$ref?.split('/').at(-1);
  return name ? ((schema.definitions as Record<string, Node>)[name] ?? {}) : node;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
