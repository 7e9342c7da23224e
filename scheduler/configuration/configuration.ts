import type { PluginEntry } from '../framework/plugin.ts';
import { atAllPoints, type EnabledPlugin, type Profile } from '../framework/profile.ts';
import { defaultArgs } from '../plugins/args.ts';
import { defaultPlugins } from '../plugins/index.ts';

/**
 * How a scheduler works: what of a KubeSchedulerConfiguration has an effect here, with its defaults.
 * Mirrors kubernetes pkg/scheduler/apis/config (KubeSchedulerConfiguration).
 */
export interface SchedulerConfiguration {
  /** At least one; no two of the same name. */
  readonly profiles: readonly Profile[];
  /** How long a pod waits after its first attempt, and at most. */
  readonly podInitialBackoffMs: number;
  readonly podMaxBackoffMs: number;
}

/** The name of pods' schedulers where nothing else is said. */
export const defaultSchedulerName = 'default-scheduler';

/** What kube-scheduler does without a file. */
export const defaultConfiguration: SchedulerConfiguration = {
  profiles: [
    {
      schedulerName: defaultSchedulerName,
      percentageOfNodesToScore: 0,
      plugins: atAllPoints(enabledRows(defaultPlugins)),
      args: new Map(Object.entries(defaultArgs)),
    },
  ],
  podInitialBackoffMs: 1_000,
  podMaxBackoffMs: 10_000,
};

/** Rows of the table of plugins, as they are enabled. */
export function enabledRows(rows: readonly PluginEntry[]): readonly EnabledPlugin[] {
  return rows.map(({ name, weight = 0 }) => ({ name, weight }));
}
