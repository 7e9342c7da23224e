import type { KubeObject } from '../apimachinery/index.ts';
import type { Cause } from '../environment/index.ts';
import type { Request } from './reconcile.ts';

/** The request of a key as the queue holds it: `namespace/name`, or `name` for cluster-scoped objects. */
export function requestOfKey(key: string): Request {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: '', name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The write that made this state of the object: what a handler's enqueue is caused by. */
export function causeOf(object: KubeObject): Cause | undefined {
  const revision = Number(object.metadata?.resourceVersion);
  return Number.isInteger(revision) && revision > 0 ? { revision } : undefined;
}
