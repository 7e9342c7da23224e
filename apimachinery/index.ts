/**
 * The rules all of the API shares: object metadata, schemas, selectors, quantities, patches, errors, and the shape of
 * requests. Mirrors k8s.io/apimachinery. Pure: no clock, no I/O.
 */

export * from './field-errors.ts';
export * from './field-path.ts';
export * from './field-selector.ts';
export * from './freeze.ts';
export * from './go-format.ts';
export * from './invalid-value.ts';
export * from './keys.ts';
export * from './label-requirement.ts';
export * from './label-selector.ts';
export * from './label-validation.ts';
export * from './names.ts';
export * from './object.ts';
export * from './patch/index.ts';
export * from './request.ts';
export * from './schema.ts';
export * from './schema-rules/index.ts';
export * from './status.ts';
export * from './status-errors.ts';
export * from './status-predicates.ts';
export * from './time.ts';
