import type { TransformFnParams, TransformOptions } from 'class-transformer-original';

export * from 'class-transformer-original';

/** What `cfn generate` writes; the values are whatever JSON holds. */
// biome-ignore lint/suspicious/noExplicitAny: the types of class-transformer 0.3
type Callback03 = (value: any, obj: any, type?: unknown) => unknown;
type Callback05 = (params: TransformFnParams) => unknown;

export declare function Transform(
  callback: Callback03 | Callback05,
  options?: TransformOptions,
): PropertyDecorator;
