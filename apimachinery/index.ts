/**
 * The rules all of the API shares: object metadata, schemas, selectors, quantities, patches, errors, and the shape of
 * requests. Mirrors k8s.io/apimachinery. Pure: no clock, no I/O.
 */

export * from './conditions.ts';
export * from './deep-equal.ts';
export * from './duration.ts';
export * from './field-errors.ts';
export * from './field-path.ts';
export * from './field-selector.ts';
export * from './freeze.ts';
export * from './generate-name.ts';
export * from './generic-response.ts';
export * from './go-format.ts';
export * from './hash.ts';
export * from './intstr.ts';
export * from './invalid-value.ts';
export * from './keys.ts';
export * from './label-requirement.ts';
export * from './label-selector.ts';
export * from './label-validation.ts';
export * from './managed-fields-validation.ts';
export * from './names.ts';
export * from './object.ts';
export * from './object-meta.ts';
export * from './owner.ts';
export * from './owner-validation.ts';
export * from './patch/index.ts';
export * from './quantity.ts';
export * from './request.ts';
export * from './request-options.ts';
export * from './schema.ts';
export * from './schema-rules/index.ts';
export * from './share.ts';
export * from './status.ts';
export * from './status-errors.ts';
export * from './status-predicates.ts';
export * from './time.ts';
