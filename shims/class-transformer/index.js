/*
 * class-transformer 0.5.1 that also takes the callbacks of 0.3.
 *
 * `cfn generate` writes `@Transform((value, obj) => ...)` into src/models.ts, the callback of 0.3. The runtime
 * library 1.0.6 needs 0.5, which passes one object, `{ value, obj, ... }`: without this package every
 * transformed property would silently become "[object Object]". src/models.ts stays as it was generated.
 */
const original = require('class-transformer-original');

/** A callback with two or more parameters is one of 0.3, any other one of 0.5. */
function Transform(callback, options) {
  const adapted =
    callback.length < 2 ? callback : ({ value, obj, type }) => callback(value, obj, type);
  return original.Transform(adapted, options);
}

module.exports = { ...original, Transform };
