/**
 * Kinds of one's own, said once in TypeScript: what their objects look like is a schema, from which both the
 * CustomResourceDefinition and the types of who writes a controller follow; and what the controller may do is a role. The way
 * back, from a definition that others wrote to types, is `printTypes`.
 */
export {
  type CustomObject,
  type DefinedKind,
  defineKind,
  type KindOptions,
  type ObjectOfResource,
  type VersionOptions,
} from './define-kind.ts';
export { pluralOf } from './plural.ts';
export { printTypes } from './print-types.ts';
export { type Permission, type RbacOptions, rbac, readAndWrite } from './rbac.ts';
export {
  type Condition,
  type Described,
  type Fields,
  type Infer,
  type IsOptional,
  type ListSchemaOptions,
  type MapOptions,
  type NamesOf,
  type NumberOptions,
  type ObjectOf,
  type Schema,
  type SchemaOptions,
  type StringOptions,
  schema,
  type TextOf,
} from './schema.ts';
export { type Use, UsedPermissions } from './used-permissions.ts';
