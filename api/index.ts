/**
 * Everything Kubernetes 1.36 has built in: the types and schemas of all kinds, the resources that serve them, and
 * tables of what no schema says (defaults, merge keys, names). Generated from the official client, with facts of ours
 * beside; pure and immutable.
 */
export { autoscalerStatusAnnotations } from './conversions/autoscaler.ts';
export { convert, type GroupVersion } from './conversions/convert.ts';
export { canonicalValues } from './defaulters/canonical-values.ts';
export { computeDefaults, defaulters } from './defaulters/compute-defaults.ts';
export { type DefinitionDocs, docsFor } from './docs.ts';
export { commonFields, fieldSelectors } from './facts/field-selectors.ts';
export { type ScalePaths, scales } from './facts/scale.ts';
export type { Defaulter } from './fields.ts';
export * from './generated/resources.ts';
export type * from './generated/types.ts';
export { type FieldFact, fieldFacts } from './go-types/field-facts.ts';
export { internalEqual, internalJson, internalValue } from './go-types/internal-json.ts';
export { zeroObject } from './go-types/zero-object.ts';
export { definition, definitionNames, schemaFor } from './schemas.ts';
export {
  type ApiGroup,
  allResources,
  groupVersions,
  isCustom,
  type ServedResource,
  type ServedSubresource,
  type StorageLocation,
  servedResources,
} from './served-resources.ts';
