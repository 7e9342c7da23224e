import type { PluginScores } from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { BindingRunner } from './binding-runner.ts';
import type { CycleState } from './cycle-state.ts';
import type { Diagnosis } from './diagnosis.ts';
import { EventHints } from './event-hints.ts';
import type { HandleParts, PluginHandle, PluginRunner } from './handle.ts';
import type { FilterPlugin, Plugin, PluginEntry, Queued, With } from './plugin.ts';
import { Status } from './status.ts';

interface Scorer {
  readonly plugin: With<'score'>;
  readonly weight: number;
}

/** What the plugins said before nodes were looked at. */
export interface PreFiltered {
  /** A no to the pod wherever it would go. */
  readonly status?: Status;
  /** Only these nodes are worth a look, and these plugins said so. */
  readonly nodeNames?: ReadonlySet<string>;
  readonly narrowedBy: readonly string[];
}

/** What came of making room: where there will be some, or what is said of why not. */
export interface PostFiltered {
  readonly nominatedNode?: string;
  readonly message: string;
}

/**
 * Who turns pods away while there is no node at all. Differs: upstream, such pods are tried again every ten seconds.
 */
export const nodeAvailability: ReadonlySet<string> = new Set(['NodeAvailability']);

/** Makes plugins and runs them in the order of their table. Mirrors kubernetes pkg/scheduler/framework/runtime. */
export class Framework implements PluginRunner {
  readonly hints: EventHints;
  readonly binding: BindingRunner;
  readonly #preEnqueue: readonly With<'preEnqueue'>[];
  readonly #sort: With<'less'>;
  readonly #preFilters: readonly With<'preFilter'>[];
  /** Those that can bring up to date what they computed of a pod. */
  readonly #adjusted: readonly Plugin[];
  readonly #filters: readonly FilterPlugin[];
  readonly #postFilters: readonly With<'postFilter'>[];
  readonly #scorers: readonly Scorer[];

  constructor(entries: readonly PluginEntry[], parts: HandleParts) {
    const handle: PluginHandle = {
      ...parts,
      clientFor: ({ cause }) => (cause === undefined ? parts.client : parts.client.withCause(cause)),
      runFilters: this.runFilters.bind(this),
      runAddPod: this.runAddPod.bind(this),
      runRemovePod: this.runRemovePod.bind(this),
    };
    const weighted = entries.map(({ plugin, args, weight = 1 }) => ({
      plugin: plugin(args, handle),
      weight,
    }));
    const plugins = weighted.map(({ plugin }) => plugin);
    this.hints = new EventHints([
      ...plugins,
      ...[...nodeAvailability].map((name) => ({
        name,
        events: [{ resource: 'Node', action: 'Add' }] as const,
      })),
    ]);
    this.binding = new BindingRunner(plugins);
    this.#preEnqueue = having(plugins, 'preEnqueue');
    this.#sort = exactlyOne(having(plugins, 'less'), 'less');
    this.#preFilters = having(plugins, 'preFilter');
    this.#adjusted = this.#preFilters.filter((one) => (one.addPod ?? one.removePod) !== undefined);
    this.#filters = having(plugins, 'filter');
    this.#postFilters = having(plugins, 'postFilter');
    this.#scorers = weighted.filter((one): one is Scorer => one.plugin.score !== undefined);
  }

  runPreEnqueue(pod: PodInfo): Status | undefined {
    for (const plugin of this.#preEnqueue) {
      const status = plugin.preEnqueue(pod);
      if (status !== undefined) return status;
    }
    return undefined;
  }

  readonly less = (a: Queued, b: Queued): boolean => this.#sort.less(a, b);

  runPreFilter(state: CycleState, pod: PodInfo): PreFiltered {
    state.filters = this.#filters;
    state.adjusted = this.#adjusted;
    let nodeNames: ReadonlySet<string> | undefined;
    const narrowedBy: string[] = [];
    for (const plugin of this.#preFilters) {
      const answer = plugin.preFilter(state, pod);
      if (answer === undefined) continue;
      if (answer === 'skip') {
        state.filters = without(state.filters, plugin);
        if (state.adjusted.includes(plugin)) state.adjusted = without(state.adjusted, plugin);
      } else if (answer instanceof Status) {
        return { status: answer, narrowedBy };
      } else {
        narrowedBy.push(plugin.name);
        nodeNames = nodeNames === undefined ? answer.nodeNames : intersection(nodeNames, answer.nodeNames);
        if (nodeNames.size === 0) {
          const message = `node(s) didn't satisfy plugin(s) [${narrowedBy.toSorted().join(' ')}] simultaneously`;
          const status = new Status('UnschedulableAndUnresolvable', plugin.name, message);
          return { status, nodeNames, narrowedBy };
        }
      }
    }
    return nodeNames === undefined ? { narrowedBy } : { nodeNames, narrowedBy };
  }

  runFilters(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined {
    return runFilters(state.filters, state, pod, node);
  }

  runAddPod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined {
    for (const plugin of state.adjusted) {
      const status = plugin.addPod?.(state, pod, other, node);
      if (status !== undefined) return status;
    }
    return undefined;
  }

  runRemovePod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined {
    for (const plugin of state.adjusted) {
      const status = plugin.removePod?.(state, pod, other, node);
      if (status !== undefined) return status;
    }
    return undefined;
  }

  /** Until one has made room, or says that none can be made. Mirrors RunPostFilterPlugins. */
  runPostFilter(state: CycleState, pod: PodInfo, diagnosis: Diagnosis): PostFiltered {
    const messages: string[] = [];
    let nominated: Pick<PostFiltered, 'nominatedNode'> = {};
    for (const plugin of this.#postFilters) {
      const { status, nominatedNode } = plugin.postFilter(state, pod, diagnosis);
      if (nominatedNode !== undefined) nominated = { nominatedNode };
      if (status === undefined) return { ...nominated, message: '' };
      if (status.code !== 'Unschedulable') return { ...nominated, message: status.message };
      messages.push(status.message);
    }
    return { ...nominated, message: messages.join(', ') };
  }

  /** Each node's scores, weighted and added up, in the order of the nodes. What each plugin gave is put into `kept`, if given. */
  runScore(state: CycleState, pod: PodInfo, nodes: readonly NodeInfo[], kept?: PluginScores[]): number[] {
    const totals = new Array<number>(nodes.length).fill(0);
    const scores = new Array<number>(nodes.length).fill(0);
    for (const { plugin, weight } of this.#scorers) {
      if (plugin.preScore?.(state, pod, nodes) === 'skip') continue;
      for (let at = 0; at < nodes.length; at++) {
        scores[at] = plugin.score(state, pod, nodes[at] as NodeInfo);
      }
      const raw = kept && scores.slice();
      plugin.normalizeScore?.(state, pod, scores);
      if (raw !== undefined) kept?.push(keptScores(plugin, weight, raw, scores));
      for (let at = 0; at < nodes.length; at++) {
        totals[at] = (totals[at] as number) + (scores[at] as number) * weight;
      }
    }
    return totals;
  }
}

function keptScores(
  { name, normalizeScore }: Plugin,
  weight: number,
  raw: readonly number[],
  scores: readonly number[],
): PluginScores {
  return { plugin: name, weight, raw, normalized: normalizeScore === undefined ? raw : scores.slice() };
}

/** The first plugin that says no to a node decides what is said about it. */
export function runFilters(
  filters: readonly FilterPlugin[],
  state: CycleState,
  pod: PodInfo,
  node: NodeInfo,
): Status | undefined {
  for (let at = 0; at < filters.length; at++) {
    const status = (filters[at] as FilterPlugin).filter(state, pod, node);
    if (status !== undefined) return status;
  }
  return undefined;
}

function without<T extends Plugin>(plugins: readonly T[], plugin: Plugin): readonly T[] {
  return plugins.filter((one) => one !== plugin);
}

function having<Point extends keyof Plugin>(plugins: readonly Plugin[], point: Point): With<Point>[] {
  return plugins.filter((plugin): plugin is With<Point> => plugin[point] !== undefined);
}

function exactlyOne<T>(items: readonly T[], point: string): T {
  const [only] = items;
  if (only === undefined || items.length > 1) {
    throw new Error(`there must be one plugin with ${point}, not ${items.length}`);
  }
  return only;
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
