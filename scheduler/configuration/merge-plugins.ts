import type { EnabledPlugin, ExtensionPoint, PluginSet, PluginSets } from '../framework/profile.ts';
import { atAllPoints, eachPoint } from '../framework/profile.ts';
import type { KubeSchedulerProfile, PluginSetV1 } from './v1.ts';

/**
 * What a profile says of plugins, upon what runs where nothing is said. Mirrors kubernetes pkg/scheduler/apis/config/v1
 * (mergePlugins).
 */
export function mergePlugins(
  defaults: readonly EnabledPlugin[],
  said: NonNullable<KubeSchedulerProfile['plugins']> = {},
): PluginSets {
  const sets = atAllPoints(defaults);
  const merged = (point: ExtensionPoint | 'multiPoint') => mergeSet(sets[point], said[point]);
  return { ...eachPoint(merged), multiPoint: merged('multiPoint') };
}

/** A plugin that is named again stays in its place, as it is named now; others come last. */
function mergeSet(defaults: PluginSet, { enabled = [], disabled = [] }: PluginSetV1 = {}): PluginSet {
  const off = disabled.map(({ name }) => name);
  const custom = enabled.map(({ name, weight = 0 }, at) => ({ name, weight, at }));
  // Of those named twice the last replaces, and the others are found out later.
  const again = new Map(custom.map((plugin) => [plugin.name, plugin]));
  const kept = off.includes('*') ? [] : defaults.enabled.filter(({ name }) => !off.includes(name));
  const replaced = new Set(kept.map(({ name }) => again.get(name)));
  return {
    enabled: [
      ...kept.map((plugin) => again.get(plugin.name) ?? plugin),
      ...custom.filter((plugin) => !replaced.has(plugin)),
    ],
    disabled: off,
  };
}
