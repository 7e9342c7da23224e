/**
 * The rules all of the API shares: object metadata, schemas, selectors, quantities, patches, errors, and the shape of
 * requests. Mirrors k8s.io/apimachinery. Pure: no clock, no I/O.
 */
export * from './object.ts';
export * from './request.ts';
export * from './schema.ts';
export * from './status.ts';
