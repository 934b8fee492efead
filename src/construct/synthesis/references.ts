/** Constructs behind texts: `cluster.clusterName` as a text still leads to the cluster. */
import { Reference, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * The construct of that kind whose attribute the text is; undefined for a literal, for a parameter, and for a text that
 * is only made with an attribute.
 */
export function constructBehind<T extends IConstruct>(
  text: string,
  isOfKind: (construct: IConstruct) => construct is T,
): T | undefined {
  if (!Token.isUnresolved(text)) return undefined;
  const [token, ...more] = Tokenization.reverseString(text).tokens;
  if (more.length > 0 || !Reference.isReference(token)) return undefined;
  return [...token.target.node.scopes].reverse().find(isOfKind);
}
