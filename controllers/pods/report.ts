import { apiVersionOf, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import type { EventRecorder, EventTarget } from '../../client/index.ts';
import type { Cause } from '../../environment/index.ts';

/** Tells people what is done to one object, or cannot be done. */
export type Report = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** Reports about an object, which need not say its kind, that one cause made somebody look at. */
export function reportAbout<T extends KubeObject>(
  recorder: EventRecorder,
  type: ResourceType<T>,
  object: T,
  cause: Cause,
): Report {
  const { namespace, name = '', uid, resourceVersion } = object.metadata ?? {};
  const target: EventTarget = {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
  return (eventType, reason, message) => recorder.event(target, eventType, reason, message, cause);
}
