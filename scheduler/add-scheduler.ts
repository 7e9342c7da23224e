import type { Manager } from '../controller-runtime/index.ts';
import {
  defaultConfiguration,
  defaultSchedulerName,
  type SchedulerConfiguration,
} from './configuration/configuration.ts';
import type { CallExtender } from './extenders/call-extender.ts';
import { guardedEntry } from './framework/guarded-plugin.ts';
import type { PluginEntry } from './framework/plugin.ts';
import { defaultPlugins } from './plugins/index.ts';
import { Scheduler } from './scheduler.ts';

/** What one scheduler is like. */
export interface SchedulerOptions {
  /** Default: `defaultConfiguration`. */
  readonly configuration?: SchedulerConfiguration;
  /** Plugins that the configuration may name besides those of Kubernetes. What they throw fails an attempt, and nothing else. */
  readonly plugins?: readonly PluginEntry[];
  /** How its extenders are reached. Default: they are not. */
  readonly callExtender?: CallExtender;
}

/** Adds a scheduler to what the manager runs. Throws SchedulerConfigurationError. */
export function addScheduler(manager: Manager, options: SchedulerOptions = {}): void {
  const { configuration = defaultConfiguration, plugins = [], callExtender } = options;
  const name = schedulerName(options);
  const { environment, informers } = manager;
  manager.add(
    new Scheduler({
      environment: environment.name === name ? environment : environment.fork(name),
      client: manager.client.withUserAgent(name),
      informers,
      configuration,
      plugins: [...defaultPlugins, ...plugins.map(guardedEntry)],
      ...(callExtender && { callExtender }),
    }),
  );
}

/** What the scheduler as a whole is called: as its first profile is. */
export function schedulerName({ configuration = defaultConfiguration }: SchedulerOptions): string {
  return configuration.profiles[0]?.schedulerName ?? defaultSchedulerName;
}
