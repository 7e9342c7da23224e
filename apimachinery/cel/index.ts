/**
 * The Common Expression Language as Kubernetes has it: what is compiled, checked, estimated and evaluated of rules in
 * custom resources and policies, with cel-go's texts and costs. Mirrors cel-go and k8s.io/apiserver pkg/cel. Pure.
 *
 * An expression goes from text to tokens and a tree (`syntax/`, where macros are expanded), gets its types (`check/`,
 * `types/`), an estimate of its cost (`cost/`), and becomes nested functions (`evaluate/`) over values (`values/`) that are
 * read from JSON by a schema (`schema/`). What may be called is in tables (`functions/`, `libraries/`).
 */

export {
  type CelEnvironment,
  CelExpression,
  celEnvironment,
  type EnvironmentOptions,
} from './compile.ts';
export type { Estimate } from './cost/estimates.ts';
export type { Bindings } from './evaluate/frame.ts';
export { CelProgram, type CelResult, perCallCostLimit } from './evaluate/program.ts';
export { appliedOfObject } from './libraries/applied-of-object.ts';
export {
  type AuthorizationAnswer,
  type AuthorizationPort,
  type AuthorizationQuestion,
  authorizerType,
  CelAuthorizer,
  CelResourceCheck,
  resourceCheckType,
} from './libraries/authorizer.ts';
export { goObject } from './libraries/go-object.ts';
export { jsonOfValue, NoJsonError } from './libraries/json-of-value.ts';
export type { Moment } from './libraries/kwok.ts';
export {
  CelJsonPatch,
  CelPartialObject,
  jsonPatchesType,
  objectType,
} from './libraries/mutation.ts';
export { CelQuantity, quantityType } from './libraries/quantity.ts';
export { celSemverOf } from './libraries/semver.ts';
export { celTypeOf, type DeclType, declTypeOf, maxCardinality } from './schema/decl-type.ts';
export { celDynamicValue } from './schema/dynamic-value.ts';
export { escapeCelName, unescapeCelName } from './schema/escape-name.ts';
export { withTypeAndObjectMeta } from './schema/schema-parts.ts';
export { celValueOf } from './schema/schema-value.ts';
export {
  anyType,
  boolType,
  type CelType,
  doubleType,
  dynType,
  intType,
  isSameType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  structType,
  timestampType,
  typeName,
  typeText,
} from './types/cel-type.ts';
export { MadeMap as CelMadeMap } from './values/maps.ts';
export {
  CelError,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  type CelValue,
  celOptionalNone,
  celOptionalOf,
} from './values/value.ts';
