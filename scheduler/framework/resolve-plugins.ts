import { inwardPoints, silentPoints } from '../plugins/differing-points.ts';
import { SchedulerConfigurationError } from './configuration-error.ts';
import type { Plugin } from './plugin.ts';
import {
  type EnabledPlugin,
  type ExtensionPoint,
  eachPoint,
  extensionPoints,
  type PluginSets,
  type Profile,
} from './profile.ts';

/** The plugins of each point, in the order in which they run. */
export type PluginsByPoint = Readonly<Record<ExtensionPoint, readonly Plugin[]>>;

/**
 * Which plugins run at which point, in which order: first those that are named for all points and again for this one,
 * as they are named here; then the others that are named for all points; then those that are named only here.
 * `plugins` are those that the profile names; `known` all names that there are. Throws SchedulerConfigurationError.
 * Mirrors kubernetes pkg/scheduler/framework/runtime (updatePluginList, expandMultiPointPlugins).
 */
export function resolvePlugins(
  { plugins: sets, schedulerName }: Profile,
  plugins: ReadonlyMap<string, Plugin>,
  known: readonly string[],
): PluginsByPoint {
  const find: Find = (point, kind, { name, at }) => {
    const refuse = (why: string) =>
      refusal(at === undefined ? `${point}.enabled` : `${point}.enabled[${at}].name`, why);
    const plugin = plugins.get(name);
    if (plugin === undefined) throw refuse(`${kind} "${name}" does not exist; there are ${known.join(', ')}`);
    return { plugin, refuse };
  };
  const listed = eachPoint((point) => listedPlugins(sets, point, find));
  const resolved = eachPoint((point) => expand(sets, point, listed[point], find));
  const of = `for profile with scheduler name "${schedulerName}"`;
  const sorts = resolved.queueSort.length;
  if (sorts !== 1) throw refusal('queueSort', `only one queue sort plugin required ${of}, but got ${sorts}`);
  if (resolved.bind.length === 0) throw refusal('bind', `at least one bind plugin is needed ${of}`);
  return resolved;
}

/** The plugin that is named so, and what is said where it cannot be. `kind` is Go's name of the point. */
type Find = (
  point: ExtensionPoint | 'multiPoint',
  kind: string,
  named: EnabledPlugin,
) => { readonly plugin: Plugin; refuse(why: string): SchedulerConfigurationError };

/** Those a point names. */
function listedPlugins(sets: PluginSets, point: ExtensionPoint, find: Find): ReadonlySet<Plugin> {
  const { kind } = extensionPoints[point];
  const listed = new Set<Plugin>();
  for (const named of sets[point].enabled) {
    const { plugin, refuse } = find(point, kind, named);
    if (!extendsPoint(plugin, point)) throw refuse(`plugin "${named.name}" does not extend ${kind} plugin`);
    if (listed.has(plugin)) throw refuse(`plugin "${named.name}" already registered as "${kind}"`);
    listed.add(plugin);
  }
  return listed;
}

function expand(
  sets: PluginSets,
  point: ExtensionPoint,
  listed: ReadonlySet<Plugin>,
  find: Find,
): readonly Plugin[] {
  const { kind } = extensionPoints[point];
  const disabled = new Set(sets[point].disabled);
  const overridden = new Set<Plugin>();
  const others = new Set<Plugin>();
  for (const named of disabled.has('*') ? [] : sets.multiPoint.enabled) {
    const { plugin, refuse } = find('multiPoint', kind, named);
    if (!extendsPoint(plugin, point) || disabled.has(named.name)) continue;
    if (listed.has(plugin)) overridden.add(plugin);
    else if (others.has(plugin)) throw refuse(`plugin "${named.name}" already registered as "${kind}"`);
    else others.add(plugin);
  }
  return [...new Set([...[...listed].filter((plugin) => overridden.has(plugin)), ...others, ...listed])];
}

/** How much the scores of each plugin count: what its point says goes before what is said for all points. */
export function scoreWeights({ score, multiPoint }: PluginSets): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { name, weight } of [...score.enabled, ...multiPoint.enabled]) {
    if (!weights.has(name)) weights.set(name, weight === 0 ? 1 : weight);
  }
  return weights;
}

/** Whether the plugin has something to say there. */
export function extendsPoint(plugin: Plugin, point: ExtensionPoint): boolean {
  const members: readonly (keyof Plugin)[] = extensionPoints[point].members;
  if (silentPoints.get(plugin.name)?.includes(point)) return true;
  if (inwardPoints.get(plugin.name)?.includes(point)) return false;
  return members.some((member) => plugin[member] !== undefined);
}

function refusal(path: string, message: string): SchedulerConfigurationError {
  return new SchedulerConfigurationError([{ path: `plugins.${path}`, message }]);
}
