import { messageOf } from '../../apimachinery/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { referenceTo } from '../pod-reference.ts';
import { SchedulerConfigurationError } from './configuration-error.ts';
import type { CycleState } from './cycle-state.ts';
import type { PluginHandle } from './handle.ts';
import type { Plugin, PluginEntry } from './plugin.ts';
import { Status } from './status.ts';

/**
 * A plugin of somebody else's: what it throws is a failure of the attempt, which is told in an event of the pod and made again,
 * and never the end of the scheduler. Where no attempt can fail any more, an event of the pod says so (`PluginFailed`); what
 * cannot sort the queue leaves it in the order of time; a hint that fails wakes the pod.
 */
export function guardedEntry({ plugin: make, ...entry }: PluginEntry): PluginEntry {
  return {
    ...entry,
    plugin: (args: never, handle: PluginHandle) => {
      try {
        return guarded(make(args, handle), handle);
      } catch (error) {
        const message = `initializing plugin "${entry.name}": ${messageOf(error)}`;
        throw new SchedulerConfigurationError([{ path: 'pluginConfig', message }]);
      }
    },
  };
}

function guarded(plugin: Plugin, { recorder }: PluginHandle): Plugin {
  const { name, events } = plugin;
  const failed = (error: unknown) => new Status('Error', name, messageOf(error));
  const tell = (error: unknown, point: string, { pod }: PodInfo) => {
    const message = `running ${point} plugin "${name}": ${messageOf(error)}`;
    recorder.event(referenceTo(pod), 'Warning', 'PluginFailed', message);
  };
  const fail = (error: unknown, point: string, state: CycleState) => {
    state.failure ??= new Status('Error', name, `running ${point} plugin "${name}": ${messageOf(error)}`);
  };
  const guard = <Args extends readonly unknown[], Answer>(
    call: ((...args: Args) => Answer) | undefined,
    instead: (error: unknown, ...args: Args) => Answer,
  ) => {
    if (call === undefined) return undefined;
    return (...args: Args): Answer => {
      try {
        const answer = call.apply(plugin, [...args] as never);
        if (!(answer instanceof Promise)) return answer;
        return answer.catch((error: unknown) => instead(error, ...args)) as Answer;
      } catch (error) {
        return instead(error, ...args);
      }
    };
  };
  return {
    name,
    ...(events && {
      events: events.map(({ hint, ...event }) => ({
        ...event,
        ...(hint && { hint: guard(hint, () => true) ?? hint }),
      })),
    }),
    ...given({
      sign: guard(plugin.sign, (error, pod) => {
        tell(error, 'Sign', pod);
        return undefined;
      }),
      preEnqueue: guard(plugin.preEnqueue, (error, pod) => {
        tell(error, 'PreEnqueue', pod);
        return failed(error);
      }),
      less: guard(plugin.less, (_error, a, b) => a.timestampMs < b.timestampMs),
      preFilter: guard(plugin.preFilter, failed),
      addPod: guard(plugin.addPod, failed),
      removePod: guard(plugin.removePod, failed),
      filter: guard(plugin.filter, failed),
      postFilter: guard(plugin.postFilter, (error) => ({ status: failed(error) })),
      preScore: guard(plugin.preScore, (error, state) => {
        fail(error, 'PreScore', state);
        return undefined;
      }),
      score: guard(plugin.score, (error, state) => {
        fail(error, 'Score', state);
        return 0;
      }),
      normalizeScore: guard(plugin.normalizeScore, (error, state) => fail(error, 'Score', state)),
      reserve: guard(plugin.reserve, failed),
      unreserve: guard(plugin.unreserve, (error, _state, pod) => tell(error, 'Reserve', pod)),
      permit: guard(plugin.permit, failed),
      preBindPreFlight: guard(plugin.preBindPreFlight, () => undefined),
      preBind: guard(plugin.preBind, async (error) => failed(error)),
      bind: guard(plugin.bind, async (error) => failed(error)),
      postBind: guard(plugin.postBind, (error, _state, pod) => tell(error, 'PostBind', pod)),
    }),
  };
}

/** Without what is undefined. */
function given<T extends object>(members: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const there = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(there) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
