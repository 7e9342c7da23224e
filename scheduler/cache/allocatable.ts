import type { V1Node } from '../../api/index.ts';
import type { ResourceList } from '../../component-helpers/index.ts';
import { Resource } from './resource.ts';

const none = new Resource();
/** Lists do not change, and nodes share them from one heartbeat to the next. */
const known = new WeakMap<ResourceList, Resource>();

/** What a node has to give; read once, however many pods are asked about an event. Not to be changed. */
export function allocatableOf(node: V1Node | undefined): Resource {
  const list = node?.status?.allocatable;
  if (list === undefined) return none;
  let resource = known.get(list);
  if (resource === undefined) {
    resource = Resource.of(list);
    known.set(list, resource);
  }
  return resource;
}
