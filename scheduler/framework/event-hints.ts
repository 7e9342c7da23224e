import type { ResourceType } from '../../apimachinery/index.ts';
import { type ClusterEvent, type EventInterest, eventResource, type QueueingHint } from './cluster-event.ts';
import type { Plugin } from './plugin.ts';

type HintsByPlugin = ReadonlyMap<string, readonly QueueingHint[]>;

/** Which plugin looks at which events. */
export class EventHints {
  readonly #plugins: readonly Pick<Plugin, 'name' | 'events'>[];
  readonly #found = new Map<string, HintsByPlugin>();

  constructor(plugins: readonly Pick<Plugin, 'name' | 'events'>[]) {
    this.#plugins = plugins;
  }

  /** Kinds that informers are to tell of, each once. */
  get kinds(): readonly ResourceType[] {
    const kinds = new Map<string, ResourceType>();
    for (const { events = [] } of this.#plugins) {
      for (const { resource } of events) {
        if (typeof resource !== 'string') kinds.set(eventResource(resource), resource);
      }
    }
    return [...kinds.values()];
  }

  /** The hints of the plugins that look at such an event. */
  of({ resource, action }: ClusterEvent): HintsByPlugin {
    const key = `${resource}/${action}`;
    let hints = this.#found.get(key);
    if (hints === undefined) {
      hints = this.#find(resource, action);
      this.#found.set(key, hints);
    }
    return hints;
  }

  #find(resource: string, action: string): HintsByPlugin {
    const found = new Map<string, readonly QueueingHint[]>();
    for (const { name, events = [] } of this.#plugins) {
      const hints = events.filter((one) => covers(one, resource, action)).map(({ hint = always }) => hint);
      if (hints.length > 0) found.set(name, hints);
    }
    return found;
  }
}

const always: QueueingHint = () => true;

function covers(interest: EventInterest, resource: string, action: string): boolean {
  const of = interest.resource;
  if ((typeof of === 'string' ? of : eventResource(of)) !== resource) return false;
  const wanted = interest.action;
  return wanted === '*' || wanted === action || (wanted === 'Update' && action.startsWith('Update'));
}
