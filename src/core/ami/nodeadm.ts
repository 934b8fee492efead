/** What nodeadm of AL2023 reads of a part of the user data: one that it cannot read ends it, and the node never joins. */

/** Type, subtype and parameters as Go's mime.ParseMediaType takes them (nodeadm/internal/configprovider/mime.go). */
const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}(/${TOKEN})?\\s*(;\\s*${TOKEN}\\s*=\\s*(${TOKEN}|${QUOTED})\\s*)*;?$`,
);
const PARAMETER = new RegExp(`;\\s*(${TOKEN})\\s*=\\s*(${TOKEN}|${QUOTED})`, 'g');

/** @param headers of the part, each on one line. @param part its name in a message */
export function contentTypeProblem(headers: string, part: string): string | undefined {
  const given = /^Content-Type\s*:(.*)$/im.exec(headers)?.[1]?.trim();
  // a part without a type is none of nodeadm's
  if (!given) return undefined;
  const names = new Map<string, string>();
  const isTwice = [...given.matchAll(PARAMETER)].some(([, name = '', value = '']) => {
    const known = names.get(name.toLowerCase());
    names.set(name.toLowerCase(), value);
    return known !== undefined && known !== value;
  });
  return MEDIA_TYPE.test(given) && !isTwice
    ? undefined
    : `${part} has a Content-Type that nodeadm cannot read, so that the node never joins. Write it as text/x-shellscript; charset="us-ascii", with each parameter once.`;
}

/**
 * Faults of a NodeConfig that one can see without reading YAML: nodeadm ends on them with "failed to decode node config"
 * (nodeadm/internal/api/bridge/decode.go). Members that it does not know are none.
 */
export function notationProblem(text: string, part: string): string | undefined {
  // JSON, and flow notation over several lines, may have tabs
  if (text.trimStart().startsWith('{') || /[{[,]\s*$/m.test(text)) return undefined;
  if (/^ *\t[ \t]*(- |["']?[\w./-]+["']?\s*:(\s|$))/m.test(withoutBlocks(text))) {
    return `${part} is a NodeConfig that is indented with tabs, which YAML does not allow, so that nodeadm cannot read it and the node never joins. Indent it with spaces.`;
  }
  // KubeletOptions.Flags: []string
  return /^ +flags:[ \t]+[^\s[|>#&*!~n]/m.test(withoutBlocks(text))
    ? `${part} is a NodeConfig whose flags are a text, but nodeadm reads a list, so that the node never joins. Write each flag on a line of its own, after "- ".`
    : undefined;
}

/** Without block texts (`|`, `>`), which may hold anything. */
function withoutBlocks(text: string): string {
  let block: number | undefined;
  return text
    .split('\n')
    .filter((line) => {
      const indent = /^ */.exec(line)?.[0].length ?? 0;
      if (block !== undefined && (line.trim() === '' || indent > block)) return false;
      block = /:\s*[|>][-+0-9]*\s*(#.*)?$/.test(line) ? indent : undefined;
      return true;
    })
    .join('\n');
}
