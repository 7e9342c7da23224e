import type { V1Pod } from '../api/index.ts';
import type { EventTarget } from '../client/index.ts';

/** A pod as what an event is about. */
export function referenceTo({ metadata }: V1Pod): EventTarget {
  const { namespace = 'default', name = '', uid = '', resourceVersion = '' } = metadata ?? {};
  return { apiVersion: 'v1', kind: 'Pod', namespace, name, uid, resourceVersion };
}
