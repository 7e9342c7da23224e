import { SchedulerConfigurationError } from './configuration-error.ts';
import type { Plugin } from './plugin.ts';
import { type ExtensionPoint, eachPoint, extensionPoints, type PluginSets, type Profile } from './profile.ts';

/** Plugins by their names. */
type NamedPlugins = ReadonlyMap<string, Plugin>;

/** The plugins of each point, in the order in which they run. */
export type PluginsByPoint = Readonly<Record<ExtensionPoint, readonly Plugin[]>>;

/**
 * Which plugins run at which point, in which order: first those that are named for all points and again for this one,
 * as they are named here; then the others that are named for all points; then those that are named only here.
 * Throws SchedulerConfigurationError. Mirrors kubernetes pkg/scheduler/framework/runtime (updatePluginList,
 * expandMultiPointPlugins).
 */
export function resolvePlugins(
  { plugins: sets, schedulerName }: Profile,
  plugins: NamedPlugins,
): PluginsByPoint {
  const listed = eachPoint((point) => listedPlugins(sets, point, plugins));
  const resolved = eachPoint((point) => expand(sets, point, listed[point], plugins));
  const of = `for profile with scheduler name "${schedulerName}"`;
  const sorts = resolved.queueSort.length;
  if (sorts !== 1) throw refusal('queueSort', `only one queue sort plugin required ${of}, but got ${sorts}`);
  if (resolved.bind.length === 0) throw refusal('bind', `at least one bind plugin is needed ${of}`);
  return resolved;
}

/** Those a point names. */
function listedPlugins(sets: PluginSets, point: ExtensionPoint, plugins: NamedPlugins): ReadonlySet<string> {
  const { kind } = extensionPoints[point];
  const names = new Set<string>();
  for (const [at, { name }] of sets[point].enabled.entries()) {
    const refuse = (why: string) => refusal(`${point}.enabled[${at}].name`, why);
    const plugin = plugins.get(name);
    if (plugin === undefined) throw refuse(`${kind} "${name}" does not exist`);
    if (!extendsPoint(plugin, point)) throw refuse(`plugin "${name}" does not extend ${kind} plugin`);
    if (names.has(name)) throw refuse(`plugin "${name}" already registered as "${kind}"`);
    names.add(name);
  }
  return names;
}

function expand(
  sets: PluginSets,
  point: ExtensionPoint,
  listed: ReadonlySet<string>,
  plugins: NamedPlugins,
): readonly Plugin[] {
  const { kind } = extensionPoints[point];
  const disabled = new Set(sets[point].disabled);
  const overridden = new Set<string>();
  const others = new Set<string>();
  for (const [at, { name }] of disabled.has('*') ? [] : sets.multiPoint.enabled.entries()) {
    const refuse = (why: string) => refusal(`multiPoint.enabled[${at}].name`, why);
    const plugin = plugins.get(name);
    if (plugin === undefined) throw refuse(`${kind} "${name}" does not exist`);
    if (!extendsPoint(plugin, point) || disabled.has(name)) continue;
    if (listed.has(name)) overridden.add(name);
    else if (others.has(name)) throw refuse(`plugin "${name}" already registered as "${kind}"`);
    else others.add(name);
  }
  const names = new Set([...[...listed].filter((name) => overridden.has(name)), ...others, ...listed]);
  return [...names].flatMap((name) => plugins.get(name) ?? []);
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
  return members.some((member) => plugin[member] !== undefined);
}

function refusal(path: string, why: string): SchedulerConfigurationError {
  return new SchedulerConfigurationError(`plugins.${path}`, why);
}
