import { apiVersionOf, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import type { EventRecorder, EventTarget } from '../../client/index.ts';
import type { Cause } from '../../environment/index.ts';

/** Tells people what is done to one object, or cannot be done. */
export type Report = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** Reports about an object, which need not say its kind, that a cause made somebody look at. */
export function reportAbout<T extends KubeObject>(
  recorder: EventRecorder,
  type: ResourceType<T>,
  object: T,
  cause: Cause | undefined,
): Report {
  // Most of those who may report have nothing to say.
  return (eventType, reason, message) =>
    recorder.event(referenceTo(type, object), eventType, reason, message, cause);
}

function referenceTo<T extends KubeObject>(type: ResourceType<T>, { metadata }: T): EventTarget {
  const { namespace, name = '', uid, resourceVersion } = metadata ?? {};
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name,
    ...(namespace !== undefined && { namespace }),
    ...(uid !== undefined && { uid }),
    ...(resourceVersion !== undefined && { resourceVersion }),
  };
}
