import type { Manager } from '../controller-runtime/index.ts';
import { defaultConfiguration, type SchedulerConfiguration } from './configuration/configuration.ts';
import type { PluginEntry } from './framework/plugin.ts';
import { defaultPlugins } from './plugins/index.ts';
import { Scheduler } from './scheduler.ts';

export interface AddSchedulerOptions {
  /** Default: `defaultConfiguration`. */
  readonly configuration?: SchedulerConfiguration;
  /** Plugins that the configuration may name besides those of Kubernetes. */
  readonly plugins?: readonly PluginEntry[];
}

/** Adds a scheduler to what the manager runs. Throws SchedulerConfigurationError. */
export function addScheduler(manager: Manager, options: AddSchedulerOptions = {}): void {
  const { configuration = defaultConfiguration, plugins = [] } = options;
  const name = configuration.profiles[0]?.schedulerName ?? '';
  const { environment, informers } = manager;
  manager.add(
    new Scheduler({
      environment: environment.name === name ? environment : environment.fork(name),
      client: manager.client.withUserAgent(name),
      informers,
      configuration,
      plugins: [...defaultPlugins, ...plugins],
    }),
  );
}
