import type { ScalePaths } from '../../api/index.ts';
import { forbidden, type KubeObject, type ObjectMeta } from '../../apimachinery/index.ts';
import { declaredSchema } from '../../component-helpers/index.ts';
import { type Strategy, withMetadata, withPart } from '../pipeline/strategies/index.ts';
import type { CustomResource } from './custom-resource.ts';
import { scaleRules } from './scale-of-paths.ts';
import { CustomObjectRules } from './validation/custom-object-rules.ts';

/** What becomes of a custom resource's strategy by its definition. */
export interface CustomBehaviour {
  readonly hasStatus: boolean;
  readonly scale: ScalePaths | undefined;
  /** Its definition goes: nothing new is made. */
  readonly terminating: boolean;
}

/**
 * How the objects of a custom resource behave beyond their schema. Mirrors apiextensions-apiserver
 * pkg/registry/customresource (strategy.go, status_strategy.go) and pkg/apiserver (forbidCreateAdmission).
 */
export function customStrategy(resource: CustomResource, behaviour: CustomBehaviour): Strategy {
  const { hasStatus, scale, terminating } = behaviour;
  return {
    generation: true,
    unconditionalUpdate: false,
    ...(hasStatus ? { prepareForStatusUpdate: statusAlone } : { generationAlso: statusOf }),
    validator: rulesOf(resource, scale),
    ...(terminating ? { prepareForCreate: (object) => refused(resource, object) } : {}),
  };
}

function rulesOf({ openAPIV3Schema = {} }: CustomResource, scale: ScalePaths | undefined): CustomObjectRules {
  const rules = scale === undefined ? {} : { scale: scaleRules(scale) };
  // A schema is made when it is first needed: there may be hundreds.
  return new CustomObjectRules({ schema: () => declaredSchema(openAPIV3Schema), ...rules });
}

/** A name that the server makes is not told. */
function refused(
  resource: CustomResource,
  { metadata: { name = '', generateName = '' } = {} }: KubeObject,
): never {
  const says = 'create not allowed while custom resource definition is terminating';
  throw forbidden(resource, generateName === '' ? name : '', says);
}

/** Without a status subresource the status is a field like any other. */
function statusOf(object: KubeObject): unknown {
  return (object as { readonly status?: unknown }).status;
}

/** Of what comes with a new status only the status counts, and who says that they set it. */
function statusAlone(object: KubeObject, old: KubeObject): KubeObject {
  return withPart(withManagers(old, object.metadata), 'status', statusOf(object));
}

function withManagers(object: KubeObject, { managedFields }: ObjectMeta = {}): KubeObject {
  if (object.metadata?.managedFields === managedFields) return object;
  if (managedFields !== undefined) return withMetadata(object, { managedFields });
  const { managedFields: _, ...metadata } = object.metadata ?? {};
  return { ...object, metadata } as KubeObject;
}
