/** The members of AWS's own resource schemas, and what was decided about each. */

/**
 * Every member of a resource schema, however deep: `A`, `A.B`, `C[].D`. Sorted.
 * @param schema as CloudFormation publishes it
 */
export function membersOf(schema) {
  const found = new Set();
  const resolved = (node, seen) => {
    const name = node.$ref?.split('/').at(-1);
    if (!name) return [node, seen];
    return seen.includes(name) ? [{}, seen] : resolved(schema.definitions[name], [...seen, name]);
  };
  const walk = (given, path, before) => {
    const [node, seen] = resolved(given, before);
    if (node.items) walk(node.items, `${path}[]`, seen);
    for (const choice of [...(node.oneOf ?? []), ...(node.anyOf ?? []), ...(node.allOf ?? [])])
      walk(choice, path, seen);
    for (const [name, member] of Object.entries(node.properties ?? {})) {
      const at = path ? `${path}.${name}` : name;
      // beside a list of choices there may be conditions alone
      if (typeof member !== 'object' || Object.keys(member).length === 0) continue;
      found.add(at);
      walk(member, at, seen);
    }
  };
  walk({ properties: schema.properties }, '', []);
  return [...found].sort();
}

/**
 * @param members of one of AWS's types
 * @param decided by member, or by `A.*` for it and all its members: `{ property }` or `{ because }`
 * @param ours the members of our schema
 * @returns by member, in order
 * @throws where a member is not decided, or a decision is about nothing
 */
export function decisions(type, members, decided, ours) {
  const unused = new Set(Object.keys(decided));
  const wrong = [];
  const rows = members.map((member) => {
    const key = keysOf(member).find((each) => decided[each]);
    const decision = key ? decided[key] : ours.includes(member) ? { property: member } : undefined;
    if (key) unused.delete(key);
    if (!decision) wrong.push(`${type} has the member ${member}. Is it offered, or why not?`);
    else if (decision.property && !ours.includes(decision.property))
      wrong.push(`${type} ${member}: schema.json has no ${decision.property}.`);
    else if (decision.because && ours.includes(member) && type === 'AWS::EKS::Nodegroup')
      wrong.push(`${type} ${member}: schema.json has it, so it is offered.`);
    return { member, ...decision, key };
  });
  for (const key of unused) wrong.push(`${type} has no member ${key} that is not decided already.`);
  if (wrong.length > 0) throw new Error(`scripts/data/what-aws-has.json:\n${wrong.join('\n')}`);
  return rows;
}

/** Itself, then itself and those it is a member of with all their members, the nearest first. */
function keysOf(member) {
  const parts = member.split('.');
  const above = parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
  return [member, ...above.map((each) => `${each.replace(/\[\]$/, '')}.*`)];
}
