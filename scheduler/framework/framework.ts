import { StatusError } from '../../apimachinery/index.ts';
import { type Client, isTransportError } from '../../client/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { always, type QueueingHints } from './cluster-event.ts';
import type { CycleState, Plugin, Queued, WeightedPlugin } from './plugin.ts';
import { Status } from './status.ts';

type With<Point extends keyof Plugin> = Plugin & Required<Pick<Plugin, Point>>;

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
  /** Those that have something to say about this pod. */
  readonly filters: readonly With<'filter'>[];
}

/**
 * Who turns pods away while there is no node at all. Differs: upstream, such pods are tried again every ten seconds.
 */
export const nodeAvailability: ReadonlySet<string> = new Set(['NodeAvailability']);

/** Runs plugins in the order of their table. Mirrors kubernetes pkg/scheduler/framework/runtime. */
export class Framework {
  /** By plugin: when it takes another look at pods it turned away. */
  readonly hints: ReadonlyMap<string, QueueingHints>;
  readonly #preEnqueue: readonly With<'preEnqueue'>[];
  readonly #sort: With<'less'>;
  readonly #preFilters: readonly With<'preFilter'>[];
  readonly #filters: readonly With<'filter'>[];
  readonly #scorers: readonly Scorer[];
  readonly #reservers: readonly With<'reserve'>[];
  readonly #binder: With<'bind'>;

  constructor(plugins: readonly WeightedPlugin[]) {
    const all = plugins.map(({ plugin }) => plugin);
    this.hints = new Map([
      ...all.map((plugin) => [plugin.name, plugin.hints ?? {}] as const),
      ...[...nodeAvailability].map((name) => [name, { 'Node/Add': always }] as const),
    ]);
    this.#preEnqueue = having(all, 'preEnqueue');
    this.#sort = exactlyOne(having(all, 'less'), 'less');
    this.#preFilters = having(all, 'preFilter');
    this.#filters = having(all, 'filter');
    this.#scorers = plugins.filter(({ plugin }) => plugin.score !== undefined) as Scorer[];
    this.#reservers = having(all, 'reserve');
    this.#binder = exactlyOne(having(all, 'bind'), 'bind');
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
    let filters = this.#filters;
    let nodeNames: ReadonlySet<string> | undefined;
    const narrowedBy: string[] = [];
    for (const plugin of this.#preFilters) {
      const answer = plugin.preFilter(state, pod);
      if (answer === undefined) continue;
      if (answer === 'skip') {
        filters = filters.filter((filter) => filter !== plugin);
      } else if (answer instanceof Status) {
        return { status: answer, narrowedBy, filters };
      } else {
        narrowedBy.push(plugin.name);
        nodeNames = nodeNames === undefined ? answer.nodeNames : intersection(nodeNames, answer.nodeNames);
        if (nodeNames.size === 0) {
          const message = `node(s) didn't satisfy plugin(s) [${narrowedBy.toSorted().join(' ')}] simultaneously`;
          const status = new Status('UnschedulableAndUnresolvable', plugin.name, message);
          return { status, nodeNames, narrowedBy, filters };
        }
      }
    }
    return nodeNames === undefined ? { narrowedBy, filters } : { nodeNames, narrowedBy, filters };
  }

  /** Each node's scores, weighted and added up, in the order of the nodes. */
  runScore(state: CycleState, pod: PodInfo, nodes: readonly NodeInfo[]): number[] {
    const totals = new Array<number>(nodes.length).fill(0);
    const scores = new Array<number>(nodes.length).fill(0);
    for (const { plugin, weight } of this.#scorers) {
      if (plugin.preScore?.(state, pod, nodes) === 'skip') continue;
      for (let at = 0; at < nodes.length; at++) {
        scores[at] = plugin.score(state, pod, nodes[at] as NodeInfo);
      }
      plugin.normalizeScore?.(state, pod, scores);
      for (let at = 0; at < nodes.length; at++) {
        totals[at] = (totals[at] as number) + (scores[at] as number) * weight;
      }
    }
    return totals;
  }

  /** What was reserved before a no is given back. */
  runReserve(state: CycleState, pod: PodInfo, nodeName: string): Status | undefined {
    for (const plugin of this.#reservers) {
      const status = plugin.reserve(state, pod, nodeName);
      if (status === undefined) continue;
      this.runUnreserve(state, pod, nodeName);
      return status;
    }
    return undefined;
  }

  /** In the reverse order of reserving. */
  runUnreserve(state: CycleState, pod: PodInfo, nodeName: string): void {
    for (const plugin of this.#reservers.toReversed()) plugin.unreserve?.(state, pod, nodeName);
  }

  async runBind(client: Client, pod: PodInfo, nodeName: string): Promise<Status | undefined> {
    try {
      await this.#binder.bind(client, pod, nodeName);
      return undefined;
    } catch (error) {
      if (!(error instanceof StatusError) && !isTransportError(error)) throw error;
      const { name } = this.#binder;
      return new Status('Error', name, `running Bind plugin "${name}": ${error.message}`);
    }
  }
}

/** The first plugin that says no to a node decides what is said about it. */
export function runFilters(
  filters: readonly With<'filter'>[],
  state: CycleState,
  pod: PodInfo,
  node: NodeInfo,
): Status | undefined {
  for (let at = 0; at < filters.length; at++) {
    const status = (filters[at] as With<'filter'>).filter(state, pod, node);
    if (status !== undefined) return status;
  }
  return undefined;
}

function having<Point extends keyof Plugin>(plugins: readonly Plugin[], point: Point): With<Point>[] {
  return plugins.filter((plugin) => plugin[point] !== undefined) as With<Point>[];
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
