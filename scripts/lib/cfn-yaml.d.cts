/** @returns the template as JSON, in which every short form of YAML is written out */
export function templateOf(yaml: string): unknown;
