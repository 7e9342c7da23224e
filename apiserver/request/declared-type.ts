import { servedResources } from '../../api/index.ts';
import {
  badRequest,
  goKind,
  groupVersionKind,
  type KubeObject,
  type StatusError,
} from '../../apimachinery/index.ts';
import type { BodyType } from './body-type.ts';

/** A body that is JSON, but does not say what it is. */
export class NoObjectError extends Error {
  override readonly name = 'NoObjectError';
}

/**
 * The body as an object whose kind and apiVersion, if there, are texts; null is an empty one. Throws NoObjectError.
 * Mirrors k8s.io/apimachinery pkg/runtime/serializer/json (SimpleMetaFactory.Interpret).
 */
export function declaredTypes(value: unknown): KubeObject {
  if (value === null || value === undefined) return {} as KubeObject;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw misfit(value, `value of type ${goStruct}`);
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const field of ['apiVersion', 'kind']) {
    const says = object[field] ?? '';
    if (typeof says === 'string') continue;
    throw misfit(says, `struct field .${field} of type string`);
  }
  const apiVersion = (object.apiVersion ?? '') as string;
  if (apiVersion.indexOf('/') !== apiVersion.lastIndexOf('/')) {
    throw new NoObjectError(`unexpected GroupVersion string: ${apiVersion}`);
  }
  return value as KubeObject;
}

/** How Go writes the type it reads a body's kind and version into. */
const goStruct =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function misfit(value: unknown, target: string): NoObjectError {
  return new NoObjectError(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${goKind(value)} into Go ${target}`,
  );
}

/** Throws BadRequest for an object that says it is of another kind or version than is served here. */
export function checkTypes(object: KubeObject, kind: BodyType): void {
  if (isCustomType(kind)) {
    const { apiVersion = kind.apiVersion } = object;
    if (apiVersion !== kind.apiVersion) throw wrongVersion(apiVersion, kind);
  }
  if (hasTypes(object, kind)) return;
  const apiVersion = object.apiVersion || kind.apiVersion;
  const name = object.kind || kind.resource.kind;
  if (isRegistered(apiVersion, name) && name === kind.resource.kind) {
    throw wrongVersion(apiVersion, kind);
  }
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const says = conversionError(object, kind);
  throw badRequest(`${name} in version "${version}" cannot be handled as a ${kind.resource.kind}: ${says}`);
}

function wrongVersion(apiVersion: string, kind: BodyType): StatusError {
  return badRequest(
    `the API version in the data (${apiVersion}) does not match the expected API version (${kind.apiVersion})`,
  );
}

/** Why an object, of which nothing is known yet, is none of this kind and version; undefined when it is. */
export function typeProblem(object: unknown, kind: BodyType): string | undefined {
  try {
    const declared = declaredTypes(object);
    return hasTypes(declared, kind) ? undefined : conversionError(declared, kind);
  } catch (error) {
    if (error instanceof NoObjectError) return error.message;
    throw error;
  }
}

/** Objects of custom kinds can be read whatever they say they are. */
function isCustomType({ resource }: BodyType): boolean {
  return 'schema' in resource;
}

/** What is not said is as it should be. */
function hasTypes(object: KubeObject, kind: BodyType): boolean {
  if (isCustomType(kind)) return true;
  return (
    (!object.apiVersion || object.apiVersion === kind.apiVersion) &&
    (!object.kind || object.kind === kind.resource.kind)
  );
}

/** Why an object of other types cannot become one of this kind. Mirrors k8s.io/apimachinery pkg/runtime (Scheme). */
function conversionError(object: KubeObject, kind: BodyType): string {
  const apiVersion = object.apiVersion || kind.apiVersion;
  const name = object.kind || kind.resource.kind;
  if (isRegistered(apiVersion, name)) {
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    return `converting (${version}.${name}) to (${kind.internalType}): unknown conversion`;
  }
  return `no kind "${name}" is registered for version "${apiVersion}" in scheme "${schemePlace}"`;
}

/** Where Kubernetes makes the scheme that its messages name. */
const schemePlace = 'pkg/api/legacyscheme/scheme.go:30';

/** Kubernetes' own kinds, whatever else is served: a scheme is made of Go types. */
const registered: ReadonlySet<string> = new Set(
  servedResources.flatMap(({ group, version, kind, listKind }) =>
    [kind, listKind].map((name) => groupVersionKind({ group, version, kind: name })),
  ),
);

function isRegistered(apiVersion: string, kind: string): boolean {
  return registered.has(`${apiVersion}/${kind}`);
}
