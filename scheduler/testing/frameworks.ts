import { type KubeObject, keyOf, type ResourceType } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, Indexers } from '../../client/index.ts';
import { ThreadSafeStore } from '../../client/indexer.ts';
import { createSimulation } from '../../simulation/index.ts';
import { SchedulerCache } from '../cache/cache.ts';
import { Nominator } from '../cache/nominator.ts';
import {
  defaultConfiguration,
  enabledRows,
  type SchedulerConfiguration,
} from '../configuration/configuration.ts';
import { noExtenderThere } from '../extenders/call-extender.ts';
import { Extenders } from '../extenders/extenders.ts';
import type { ClusterEvent, KnownResource, QueueingHint } from '../framework/cluster-event.ts';
import { EventHints } from '../framework/event-hints.ts';
import { Framework } from '../framework/framework.ts';
import type { HandleParts } from '../framework/handle.ts';
import type { Plugin, PluginEntry } from '../framework/plugin.ts';
import { PreBindingPods } from '../framework/pre-binding-pods.ts';
import { atAllPoints, type Profile } from '../framework/profile.ts';
import { WaitingPods } from '../framework/waiting-pods.ts';
import { Devices } from '../plugins/dynamic-resources/devices.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { Profiles } from '../profiles.ts';

/** Plugins that are there already, as rows of the table. */
export function rows(plugins: readonly Plugin[]): readonly PluginEntry[] {
  return plugins.map((plugin) => ({ name: plugin.name, plugin: () => plugin }));
}

/** A framework of one default plugin, with those that none can do without. */
export function framed(plugin: string, parts: HandleParts): Framework {
  const names = ['PrioritySort', plugin, 'DefaultBinder'];
  return testFramework(
    defaultPlugins.filter(({ name }) => names.includes(name)),
    parts,
  );
}

/** A configuration in which these run, in this order, and no others. */
export function configurationOf(entries: readonly PluginEntry[]): SchedulerConfiguration {
  const plugins = atAllPoints(enabledRows(entries));
  const { profiles, ...times } = defaultConfiguration;
  return { ...times, profiles: profiles.map((profile) => ({ ...profile, plugins })) };
}

/** A framework of these rows; unless something else is said, its plugins talk to nobody. */
export function testFramework(
  entries: readonly PluginEntry[] = defaultPlugins,
  parts: HandleParts = testParts(),
): Framework {
  const [profile] = configurationOf(entries).profiles;
  return new Framework(entries, profile as Profile, parts);
}

/** The profiles of a scheduler that has one, of these rows. */
export function testProfiles(entries?: readonly PluginEntry[]): Profiles {
  return new Profiles([testFramework(entries)]);
}

/** What plugins that talk to nobody are given. There are no informers: nothing is known of any kind but what is said here. */
export function testParts(
  known: readonly (readonly [ResourceType, readonly KubeObject[]])[] = [],
): HandleParts & { readonly snapshot: SchedulerCache; readonly nominator: Nominator } {
  const objectsOf = <T extends KubeObject>(type: ResourceType<T>) =>
    (known.find(([of]) => of.resource === type.resource)?.[1] ?? []) as readonly T[];
  const { environment } = createSimulation({ seed: 1 });
  const informers: Pick<HandleParts, 'lister' | 'watch'> = {
    lister<T extends KubeObject>(type: ResourceType<T>, indexers: Indexers<T> = {}) {
      const store = new ThreadSafeStore<T>();
      store.addIndexers(indexers);
      for (const object of objectsOf(type)) store.set(keyOf(object), object);
      return store;
    },
    watch(type, handler) {
      for (const object of objectsOf(type)) handler.onAdd?.(object, true);
    },
  };
  let devices: Devices | undefined;
  return {
    ...informers,
    environment,
    client: {} as Client,
    recorder: {} as EventRecorder,
    snapshot: new SchedulerCache(),
    extenders: new Extenders(environment, [], noExtenderThere),
    nominator: new Nominator(),
    waitingPods: new WaitingPods(),
    preBinding: new PreBindingPods(),
    write: (what, task) => environment.spawn(what, task),
    retry: () => {},
    devices: () => (devices ??= new Devices({ environment, ...informers })),
    pause: (delayMs) => environment.clock.sleep(delayMs),
  };
}

/** What was answered without taking time. */
export function atOnce<T>(answer: T | Promise<T>): T {
  if (answer instanceof Promise) throw new Error('it takes time');
  return answer;
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
