import { isCustom } from '../../api/index.ts';
import {
  badRequest,
  type FieldError,
  fieldInvalid,
  groupResource,
  invalid,
  type KubeObject,
  type NameRule,
  nameIsDnsSubdomain,
  type ObjectMeta,
  sameMembers,
  validateObjectMeta,
  validateObjectMetaUpdate,
  validateSchema,
  validateSchemaUpdate,
} from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { RequestContext } from '../request/request-context.ts';
import { withoutRepeatedOwners } from './repeated-owners.ts';
import type { UpdateStrategy } from './update-strategy.ts';
import { finalizerErrors, looksAtUpdates, type MetadataLooks } from './validation/metadata.ts';

/**
 * The body of an object for this endpoint: its kind and version, its namespace, with defaults filled in. `before`: the
 * object that it is to replace.
 */
export function normalize(context: RequestContext, object: KubeObject, before?: KubeObject): KubeObject {
  const { kind, info, warnings } = context;
  checkNames(context, object.metadata ?? {});
  if (isCustom(kind.resource)) checkCustomTypes(kind, object);
  const owned = withoutRepeatedOwners(object, info.verb === 'patch', warnings);
  const placed = place(owned, kind, info.namespace);
  return kind.defaults(placed, before);
}

/** Of other than built-in kinds every object can be read; what it says it is is a field like any other. */
function checkCustomTypes({ resource, apiVersion: expected }: ServedKind, object: KubeObject): void {
  const { kind = resource.kind, apiVersion = expected, metadata } = object;
  const must = (field: string, value: string, is: string) => fieldInvalid(field, value, `must be ${is}`);
  const errors = [
    ...(kind === resource.kind ? [] : [must('kind', kind, resource.kind)]),
    ...(apiVersion === expected ? [] : [must('apiVersion', apiVersion, expected)]),
  ];
  if (errors.length === 0) return;
  const group = apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));
  throw invalid({ group, kind }, metadata?.name ?? '', errors);
}

/** Throws BadRequest for an object that says it is another, or elsewhere, than the path says. */
export function checkNames(context: RequestContext, metadata: ObjectMeta): void {
  const { info, kind } = context;
  if (
    info.name !== '' &&
    info.verb !== 'create' &&
    (metadata.name ?? '') !== '' &&
    metadata.name !== info.name
  ) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${info.name})`,
    );
  }
  if (!kind.resource.namespaced || (metadata.namespace ?? '') === '' || metadata.namespace === info.namespace)
    return;
  throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
}

/** Throws BadRequest for an object without a name. */
export function checkNamed({ info }: RequestContext, { metadata }: KubeObject): void {
  if ((metadata?.name ?? '') !== '') return;
  throw badRequest(
    `the name of the object (${info.name} based on URL) was undeterminable: name must be provided`,
  );
}

/** Kind, apiVersion and metadata come first in every stored object. */
function place(object: KubeObject, { resource, apiVersion }: ServedKind, namespace: string): KubeObject {
  const metadata = inNamespace(object.metadata ?? {}, resource.namespaced ? namespace : undefined);
  const placed: Record<string, unknown> = { kind: resource.kind, apiVersion, metadata };
  for (const key in object) {
    if (key !== 'kind' && key !== 'apiVersion' && key !== 'metadata') {
      placed[key] = (object as unknown as Record<string, unknown>)[key];
    }
  }
  return placed as unknown as KubeObject;
}

function inNamespace(metadata: ObjectMeta, namespace: string | undefined): ObjectMeta {
  if (metadata.namespace === namespace && (namespace !== undefined || !('namespace' in metadata)))
    return metadata;
  if (namespace === undefined) {
    const { namespace: _, ...others } = metadata;
    return others;
  }
  const placed: { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] } = { ...metadata };
  placed.namespace = namespace;
  return placed;
}

/** Throws Invalid with everything that is wrong. */
export function validateNew({ kind, server }: RequestContext, object: KubeObject): void {
  const errors: FieldError[] = [
    ...validateObjectMeta(object.metadata ?? {}, kind.resource.namespaced, nameRule(kind)),
    ...(isCustom(kind.resource) ? [] : finalizerErrors(object.metadata ?? {})),
  ];
  const { validator, validate, validateCreate } = kind.strategy;
  if (validator !== undefined) {
    const own = customTypeErrors(kind, object) ?? validator.create(object, server);
    // Who does not look at metadata has the first say.
    if (own.length > 0 && looksAtUpdates.never.has(groupResource(kind.resource))) errors.length = 0;
    errors.push(...own);
  } else {
    const shape = shapeErrors(kind, object);
    errors.push(...withValueErrors(kind, shape, object));
    // A strategy may count on the shapes the schema promises.
    if (shape.length === 0) errors.push(...(validate?.(object) ?? []), ...(validateCreate?.(object) ?? []));
  }
  throwIfAny(kind, object, errors);
}

/** As `validateNew`; what is the same reference in `old` is not looked at again. */
export function validateChanged(
  context: RequestContext,
  object: KubeObject,
  old: KubeObject,
  { checksValues = true, validate, looks }: UpdateStrategy,
): void {
  const { kind } = context;
  // Owners are as they must be: they were made here.
  const isSame = sameMembers(object.metadata, old.metadata, 'managedFields');
  const errors = isSame ? [] : metadataErrors(kind, object, old, looks);
  if (kind.strategy.validator !== undefined) {
    errors.push(...(customTypeErrors(kind, object) ?? validate?.(context, object, old) ?? []));
  } else {
    const shape = shapeErrors(kind, object, old);
    errors.push(...(checksValues ? withValueErrors(kind, shape, object, old) : shape));
    if (errors.length === 0) errors.push(...(validate?.(context, object, old) ?? []));
  }
  throwIfAny(kind, object, errors);
}

/**
 * Which metadata of a custom object is of a wrong type; what a definition declares is for the validator of its kind to
 * say. Undefined where all is well, as types of built-in kinds are: decoding has looked at them.
 */
function customTypeErrors({ resource, schema }: ServedKind, object: KubeObject): FieldError[] | undefined {
  const metadata = isCustom(resource) ? schema.properties?.metadata : undefined;
  if (metadata === undefined) return undefined;
  const errors = validateSchema(metadata, object.metadata, 'metadata').filter(isTypeError);
  return errors.length === 0 ? undefined : errors;
}

/** What the schema says of an object of a kind that has no validator. */
function shapeErrors({ schema }: ServedKind, object: KubeObject, old?: KubeObject): FieldError[] {
  const errors =
    old === undefined ? validateSchema(schema, object) : validateSchemaUpdate(schema, object, old);
  return errors.filter(isNoMetadataRule);
}

/**
 * What is wrong with shape and values. Values are looked at only where all types are right; what their rules say of a
 * field is better than what the schema says of it.
 */
function withValueErrors(
  kind: ServedKind,
  shape: readonly FieldError[],
  object: KubeObject,
  old?: KubeObject,
): readonly FieldError[] {
  if (shape.some(isTypeError)) return shape;
  const errors = kind.valueErrors(object, old);
  if (errors.length === 0) return shape;
  const told = new Set(errors.map(({ field }) => field));
  return [...shape.filter(({ field }) => !told.has(field)), ...errors];
}

/** In Kubernetes what every kind has in common is checked first, and again by the kind. */
function metadataErrors(
  kind: ServedKind,
  object: KubeObject,
  old: KubeObject,
  looks: MetadataLooks | undefined,
): FieldError[] {
  const name = groupResource(kind.resource);
  const ofNew = [
    ...validateObjectMeta(object.metadata ?? {}, kind.resource.namespaced, nameRule(kind)),
    ...(isCustom(kind.resource) ? [] : finalizerErrors(object.metadata ?? {})),
  ];
  const changes = validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {});
  return [
    ...ofNew,
    ...changes,
    ...(looks?.never.has(name) ? [] : changes),
    ...(looks?.twice.has(name) ? ofNew : []),
  ];
}

function isTypeError({ type }: FieldError): boolean {
  return type === 'FieldValueTypeInvalid';
}

/** What metadata must be is said by its own rules; the schema only says of which types it is. */
function isNoMetadataRule({ field, type }: FieldError): boolean {
  return type === 'FieldValueTypeInvalid' || !field.startsWith('metadata.');
}

function nameRule(kind: ServedKind): NameRule {
  return kind.strategy.nameRule ?? nameIsDnsSubdomain;
}

/** Anything but metadata and status is different. */
export function changesContent(object: KubeObject, old: KubeObject): boolean {
  const after = object as unknown as Readonly<Record<string, unknown>>;
  const before = old as unknown as Readonly<Record<string, unknown>>;
  const differs = (field: string) =>
    field !== 'metadata' && field !== 'status' && after[field] !== before[field];
  return Object.keys(after).some(differs) || Object.keys(before).some(differs);
}

function throwIfAny(kind: ServedKind, object: KubeObject, errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const { name = '', generateName = '' } = object.metadata ?? {};
  // A kind that is stored as one of another group is known by that.
  const { storage, kind: type } = kind.resource;
  throw invalid({ group: storage.group, kind: type }, name === '' ? generateName : name, errors);
}
