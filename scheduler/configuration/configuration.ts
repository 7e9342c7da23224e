import type { PluginEntry } from '../framework/plugin.ts';
import { atAllPoints, type EnabledPlugin, type Profile } from '../framework/profile.ts';
import { defaultArgs } from '../plugins/args.ts';
import { defaultPlugins } from '../plugins/index.ts';
import type { ExtenderTlsConfig } from './v1.ts';

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
  /** In the order in which they are asked. */
  readonly extenders: readonly ExtenderConfiguration[];
  /** Where a field stands, as `file:line:column`, for complaints about what only the plugins know. */
  readonly place?: (path: string) => string;
}

/** Who is asked besides the plugins. Mirrors kubernetes pkg/scheduler/apis/config (Extender), with its defaults. */
export interface ExtenderConfiguration {
  readonly urlPrefix: string;
  /** What is added to the URL for each thing that is asked; '' where it is not. */
  readonly filterVerb: string;
  readonly prioritizeVerb: string;
  readonly preemptVerb: string;
  readonly bindVerb: string;
  readonly weight: number;
  readonly httpTimeoutMs: number;
  readonly tls: ExtenderTlsConfig;
  /** It knows the nodes itself, and is told their names only. */
  readonly nodeCacheCapable: boolean;
  /** Only pods that ask for one of these are its business; none: all are. */
  readonly managedResources: ReadonlySet<string>;
  /** Pods are scheduled without it where it fails. */
  readonly ignorable: boolean;
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
  extenders: [],
};

/** Rows of the table of plugins, as they are enabled. */
export function enabledRows(rows: readonly PluginEntry[]): readonly EnabledPlugin[] {
  return rows.map(({ name, weight = 0 }) => ({ name, weight }));
}
