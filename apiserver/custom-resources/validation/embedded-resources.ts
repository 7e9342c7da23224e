import { definition } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  goDecodeError,
  isObject,
  nameIsPathSegment,
  type ObjectMeta,
  type Schema,
  validateDns1035Label,
  validateObjectMeta,
} from '../../../apimachinery/index.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * What is wrong with the type and the metadata of resources within a value. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/objectmeta (Validate).
 */
export function embeddedResourceErrors(schema: Schema, value: unknown, path: FieldPath): FieldError[] {
  if (!leadsToResource(schema)) return [];
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return [];
    return value.flatMap((item, at) => embeddedResourceErrors(items, item, path.index(at)));
  }
  if (!isObject(value)) return [];
  const own = schema.embeddedResource === true ? resourceErrors(value, path) : [];
  return [...own, ...Object.keys(value).flatMap((name) => memberErrors(schema, value, name, path))];
}

function memberErrors(schema: Schema, object: Members, name: string, path: FieldPath): FieldError[] {
  const { properties = {}, additionalProperties } = schema;
  const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (member !== undefined) return embeddedResourceErrors(member, object[name], path.child(name));
  if (additionalProperties === undefined) return [];
  return embeddedResourceErrors(additionalProperties, object[name], path.key(name));
}

/** A resource must say what it is; it needs no name. */
export function resourceErrors(resource: Members, path: FieldPath): FieldError[] {
  const missing = ['apiVersion', 'kind'].filter((name) => !Object.hasOwn(resource, name));
  const { apiVersion, kind, metadata } = resource;
  return [
    ...missing.map((name) => fieldRequired(path.child(name))),
    ...(apiVersion === undefined ? [] : textErrors(apiVersion, path.child('apiVersion'), versionProblem)),
    ...(kind === undefined ? [] : textErrors(kind, path.child('kind'), kindProblem)),
    ...(metadata === undefined ? [] : metadataErrors(metadata, path.child('metadata'))),
  ];
}

function textErrors(
  value: unknown,
  path: FieldPath,
  problem: (text: string) => string | undefined,
): FieldError[] {
  if (typeof value !== 'string') return [fieldInvalid(path, value, 'must be a string')];
  const says = value === '' ? 'must not be empty' : problem(value);
  return says === undefined ? [] : [fieldInvalid(path, value, says)];
}

function versionProblem(apiVersion: string): string | undefined {
  return apiVersion.split('/').length > 2 ? `unexpected GroupVersion string: ${apiVersion}` : undefined;
}

function kindProblem(kind: string): string | undefined {
  const says = validateDns1035Label(kind.toLowerCase());
  return says.length === 0 ? undefined : `may have mixed case, but should otherwise match: ${says.join(',')}`;
}

function metadataErrors(metadata: unknown, path: FieldPath): FieldError[] {
  const misfit = goDecodeError(definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'), metadata);
  if (misfit !== undefined) return [fieldInvalid(path, metadata, misfit)];
  const meta = metadata as ObjectMeta;
  const named = meta.name ? meta : { ...meta, name: 'fakename' };
  return validateObjectMeta(named, (meta.namespace ?? '') !== '', nameIsPathSegment, path);
}

/** Whether the schema or one within is of a resource. */
function leadsToResource(schema: Schema): boolean {
  let leads = leading.get(schema);
  if (leads === undefined) {
    const within = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
    leads = schema.embeddedResource === true || within.some((child) => child && leadsToResource(child));
    leading.set(schema, leads);
  }
  return leads;
}

const leading = new WeakMap<Schema, boolean>();
