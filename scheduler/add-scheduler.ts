import type { Manager } from '../controller-runtime/index.ts';
import type { PluginEntry } from './framework/plugin.ts';
import { defaultPlugins } from './plugins/index.ts';
import { Scheduler } from './scheduler.ts';

export interface AddSchedulerOptions {
  /** Whose pods it takes: those whose `spec.schedulerName` says so. Default `default-scheduler`. */
  readonly name?: string;
  /** In the order they run. Default: `defaultPlugins`. */
  readonly plugins?: readonly PluginEntry[];
}

/** Adds a scheduler to what the manager runs. */
export function addScheduler(manager: Manager, options: AddSchedulerOptions = {}): void {
  const { name = 'default-scheduler', plugins = defaultPlugins } = options;
  const { environment, informers } = manager;
  manager.add(
    new Scheduler({
      environment: environment.name === name ? environment : environment.fork(name),
      client: manager.client.withUserAgent(name),
      informers,
      name,
      plugins,
    }),
  );
}
