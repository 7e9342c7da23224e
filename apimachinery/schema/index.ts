/**
 * What a schema means for a value: is it valid, what is missing, what does not belong; what
 * a decoder makes of a body by it. Every rule is compiled once per schema, and every rule that answers a value shares with its input
 * all that it leaves as it was.
 */
export { applyDefaults } from './apply-defaults.ts';
export { compileOnce } from './compile-once.ts';
export { Correlation } from './custom/correlation.ts';
export { formatTest } from './custom/formats.ts';
export { keyedItems } from './custom/keyed-items.ts';
export { listTypeErrors } from './custom/list-types.ts';
export { schemaErrors } from './custom/validate-custom.ts';
export { isKnownFormat } from './custom/value-type.ts';
export { decodeBySchema, dropNulls, type Pruned, pruneUnknown } from './decode-by-schema.ts';
export type { Empty } from './decode-walk.ts';
export { goConvertError } from './go-convert-error.ts';
export { type GoDecoding, goDecodeError } from './go-decode-error.ts';
export { goPattern } from './go-pattern.ts';
export { goKind } from './go-type-names.ts';
export { restoreEmpties, restoreShown } from './restore-empties.ts';
export { strictDecodingError, strictDecodingErrors } from './strict-decoding.ts';
export { validateSchema, validateSchemaUpdate } from './validate-schema.ts';
