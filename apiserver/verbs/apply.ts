import { isCustom } from '../../api/index.ts';
import {
  ApplyError,
  badRequest,
  conflict,
  type FieldManager,
  goConvertError,
  type KubeObject,
  type StatusError,
  unclassified,
} from '../../apimachinery/index.ts';
import { asApplied, sameButOwners } from '../pipeline/field-management/index.ts';
import { checkNamed } from '../pipeline/object-rules.ts';
import { resourceUpdate, type UpdateStrategy } from '../pipeline/update-strategy.ts';
import { decodeApplied, knownFields } from '../request/body.ts';
import type { BodyType } from '../request/body-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { isTrue } from '../request/request-info.ts';
import { checkWriteOptions } from '../request/request-options.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { createInstead } from './create-instead.ts';
import { replace } from './replace.ts';

/** Whether a patch is server-side apply. */
export function isApply({ request }: RequestContext): boolean {
  return request.headers['content-type']?.split(';', 1)[0]?.trim() === 'application/apply-patch+yaml';
}

/** Applies to what is there. Mirrors kubernetes apiserver pkg/endpoints/handlers/patch.go (applyPatcher). */
export function apply(context: RequestContext, strategy: UpdateStrategy): Promise<StoredObject> {
  return replace(context, applying(context, strategy), strategy, asApplied);
}

/** Applies to nothing: makes the object. */
export function createByApply(context: RequestContext): Promise<StoredObject> {
  const object = applying(context, resourceUpdate)();
  const { uid = '' } = object.metadata ?? {};
  if (uid !== '') {
    const says = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(context.kind.resource, context.info.name, says);
  }
  return createInstead(context, object, asApplied);
}

/** What the request's configuration makes of an object, or of nothing. */
function applying(context: RequestContext, { view }: UpdateStrategy): (live?: KubeObject) => KubeObject {
  const { kind, info, request, server } = context;
  checkWriteOptions(request.query, 'ApplyOptions');
  const { fieldManager = '', force } = request.query;
  const manager = server.fieldManagers.of(kind, info.subresource);
  const { value, duplicates } = decodeApplied(context);
  return (live) => {
    const object = merged(manager, live, value, fieldManager, isTrue(force));
    tellDuplicates(context, duplicates);
    if (object === live) return live;
    checkNamed(context, object);
    const type = view?.type() ?? kind;
    if (view !== undefined && isCustom(kind.resource)) {
      // Only who owns it has changed.
      if (live !== undefined && sameButOwners(object, live)) return object;
      throw invalidVersion(type, value);
    }
    if ('schema' in type.resource) return knownFields(context, object, type);
    return knownFields(context, object, type, {
      misfit: (schema, merged) => goConvertError(schema, merged),
      refusal: (_, says) => unconvertible(type, value, says),
    });
  };
}

/** Some values of the right types still cannot be read: an amount, a time, a fraction. */
function unconvertible(type: BodyType, applied: KubeObject, says: string): StatusError {
  return unconverted(type, applied, `unable to convert unstructured object to ${nameOf(type)}: ${says}`);
}

/** The scale of a custom resource. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/conversion (crConverter). */
function invalidVersion(type: BodyType, applied: KubeObject): StatusError {
  return unconverted(type, applied, `request to convert CR to an invalid group/version: ${type.apiVersion}`);
}

function unconverted(type: BodyType, { metadata = {} }: KubeObject, why: string): StatusError {
  const { namespace = '', name = '' } = metadata;
  const what = `(${namespace}/${name}; ${nameOf(type)})`;
  return unclassified(`failed to convert new object ${what} to proper version: ${why}`);
}

function nameOf({ resource: { group, version, kind } }: BodyType): string {
  return `${group}/${version}, Kind=${kind}`;
}

function merged(
  manager: FieldManager,
  live: KubeObject | undefined,
  applied: KubeObject,
  name: string,
  force: boolean,
): KubeObject {
  try {
    return manager.apply(live, applied, name, force);
  } catch (error) {
    throw error instanceof ApplyError ? unclassified(error.message) : error;
  }
}

function tellDuplicates({ request, warnings }: RequestContext, duplicates: readonly string[]): void {
  const { fieldValidation = 'Warn' } = request.query;
  if (duplicates.length === 0 || fieldValidation === 'Ignore') return;
  if (fieldValidation === 'Strict') {
    const says = ['yaml: unmarshal errors:', ...duplicates.map((text) => `  ${text}`)].join('\n');
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${says}`);
  }
  // An attempt that lost a race has warned already.
  warnings.push(...duplicates.filter((text) => !warnings.includes(text)));
}
