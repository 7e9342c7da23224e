import type { Client, EventRecorder } from '../../client/index.ts';
import { ThreadSafeStore } from '../../client/indexer.ts';
import { createSimulation } from '../../simulation/index.ts';
import { SchedulerCache } from '../cache/cache.ts';
import type { ClusterEvent, KnownResource, QueueingHint } from '../framework/cluster-event.ts';
import { EventHints } from '../framework/event-hints.ts';
import { Framework } from '../framework/framework.ts';
import type { Plugin, PluginEntry } from '../framework/plugin.ts';
import { WaitingPods } from '../framework/waiting-pods.ts';
import { defaultPlugins } from '../plugins/index.ts';

/** Plugins that are there already, as rows of the table. */
export function rows(plugins: readonly Plugin[]): readonly PluginEntry[] {
  return plugins.map((plugin) => ({ plugin: () => plugin }));
}

/** A framework whose plugins talk to nobody. */
export function testFramework(entries: readonly PluginEntry[] = defaultPlugins): Framework {
  return new Framework(entries, {
    environment: createSimulation({ seed: 1 }).environment,
    client: {} as Client,
    recorder: {} as EventRecorder,
    snapshot: new SchedulerCache(),
    waitingPods: new WaitingPods(),
    // There are no informers here: nothing is known of any kind.
    lister: () => new ThreadSafeStore(),
  });
}

/** The plugin's hint for such an event, named as `Node/Add`. */
export function hintOf(plugin: Plugin, name: string): QueueingHint | undefined {
  return new EventHints([plugin]).of(eventOf(name)).get(plugin.name)?.[0];
}

export function eventOf(
  name: string,
  before?: ClusterEvent['before'],
  after?: ClusterEvent['after'],
): ClusterEvent {
  const [resource, action] = name.split('/') as [KnownResource, ClusterEvent['action']];
  return { resource, action, before, after };
}
