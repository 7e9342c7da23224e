import { coreV1, resourceV1, storageV1 } from '../../api/index.ts';
import type { ResourceType } from '../../apimachinery/index.ts';
import { type ClusterEvent, type EventInterest, eventResource, type QueueingHint } from './cluster-event.ts';
import type { Plugin } from './plugin.ts';

/** What each plugin says that looks at an event. */
export type HintsByPlugin = ReadonlyMap<string, readonly QueueingHint[]>;

/** Which plugin looks at which events. */
export class EventHints {
  readonly #plugins: readonly Required<Pick<Plugin, 'name' | 'events'>>[];

  constructor(plugins: readonly Pick<Plugin, 'name' | 'events'>[]) {
    this.#plugins = plugins.map(({ name, events = anyEvent }) => ({ name, events }));
  }

  /** Kinds that informers are to tell of, each once. */
  get kinds(): readonly ResourceType[] {
    const kinds = new Map<string, ResourceType>();
    for (const { events } of this.#plugins) {
      for (const { resource } of events) {
        if (typeof resource !== 'string') kinds.set(eventResource(resource), resource);
      }
    }
    return [...kinds.values()];
  }

  /** The hints of the plugins that look at such an event. */
  of({ resource, action }: ClusterEvent): HintsByPlugin {
    const found = new Map<string, readonly QueueingHint[]>();
    for (const { name, events } of this.#plugins) {
      const hints = events.filter((one) => covers(one, resource, action)).map(({ hint = always }) => hint);
      if (hints.length > 0) found.set(name, hints);
    }
    return found;
  }
}

const always: QueueingHint = () => true;

/** Of who does not say what may change its mind. Mirrors kubernetes pkg/scheduler/framework (UnrollWildCardResource). */
const anyEvent: readonly EventInterest[] = [
  'AssignedPod' as const,
  'UnscheduledPod' as const,
  'Node' as const,
  coreV1.persistentVolumes,
  coreV1.persistentVolumeClaims,
  storageV1.csiNodes,
  storageV1.csiDrivers,
  storageV1.csiStorageCapacities,
  storageV1.storageClasses,
  resourceV1.resourceClaims,
  resourceV1.deviceClasses,
].map((resource) => ({ resource, action: '*' }));

function covers(interest: EventInterest, resource: string, action: string): boolean {
  const of = interest.resource;
  if ((typeof of === 'string' ? of : eventResource(of)) !== resource) return false;
  const wanted = interest.action;
  return wanted === '*' || wanted === action || (wanted === 'Update' && action.startsWith('Update'));
}
