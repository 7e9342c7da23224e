import type { EventRecorder } from '../../client/index.ts';
import type { PluginScores } from '../../environment/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { Nominator } from '../cache/nominator.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { extenderName } from '../extenders/extenders.ts';
import { inwardPoints } from '../plugins/differing-points.ts';
import { BindingRunner } from './binding-runner.ts';
import type { CycleState } from './cycle-state.ts';
import type { Diagnosis } from './diagnosis.ts';
import { EventHints } from './event-hints.ts';
import type { HandleParts, PluginHandle, PluginRunner } from './handle.ts';
import {
  type FilterPlugin,
  having,
  type Plugin,
  type PluginEntry,
  type PostFilterResult,
  type Queued,
  type With,
} from './plugin.ts';
import { podSigner } from './pod-signature.ts';
import type { Profile } from './profile.ts';
import { extendsPoint, type PluginsByPoint, resolvePlugins, scoreWeights } from './resolve-plugins.ts';
import { Status } from './status.ts';

interface Scorer {
  readonly plugin: With<'score'>;
  readonly weight: number;
  /** Asked before whether it has something to say at all. */
  readonly preScores: boolean;
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
export interface PostFiltered extends Omit<PostFilterResult, 'status'> {
  readonly message: string;
}

/**
 * Who turns pods away while there is no node at all. Differs: upstream, such pods are tried again every ten seconds.
 */
export const nodeAvailability: ReadonlySet<string> = new Set(['NodeAvailability']);

const placeholders = [...nodeAvailability].map((name) => ({
  name,
  events: [{ resource: 'Node', action: 'Add' }] as const,
}));

/** Makes the plugins of a profile and runs them as that says. Mirrors kubernetes pkg/scheduler/framework/runtime. */
export class Framework implements PluginRunner {
  readonly profile: Profile;
  /** Which plugins there are at each point. */
  readonly points: PluginsByPoint;
  /** Under the profile's name. */
  readonly recorder: EventRecorder;
  readonly hints: EventHints;
  readonly binding: BindingRunner;
  readonly #sign: ReturnType<typeof podSigner>;
  readonly #nominator: Pick<Nominator, 'isEmpty' | 'podsOn'>;
  readonly #preEnqueue: readonly With<'preEnqueue'>[];
  readonly #sort: With<'less'>;
  readonly #preFilters: readonly With<'preFilter'>[];
  /** Those that can bring up to date what they computed of a pod. */
  readonly #adjusted: readonly Plugin[];
  readonly #filters: readonly FilterPlugin[];
  readonly #postFilters: readonly With<'postFilter'>[];
  /** Whose scores are not asked for. */
  readonly #preScorers: readonly With<'preScore'>[];
  readonly #scorers: readonly Scorer[];

  /** Of the plugins of the table those are made that the profile names. Throws SchedulerConfigurationError. */
  constructor(table: readonly PluginEntry[], profile: Profile, parts: HandleParts) {
    this.profile = profile;
    this.recorder = parts.recorder;
    this.#nominator = parts.nominator;
    const handle: PluginHandle = {
      ...parts,
      clientFor: ({ cause }) => (cause === undefined ? parts.client : parts.client.withCause(cause)),
      runFilters: this.runFilters.bind(this),
      runAddPod: this.runAddPod.bind(this),
      runRemovePod: this.runRemovePod.bind(this),
    };
    const named = new Set(
      Object.values(profile.plugins).flatMap(({ enabled }) => enabled.map(({ name }) => name)),
    );
    const plugins = new Map(
      table
        .filter(({ name }) => named.has(name))
        .map(({ name, plugin }) => [name, plugin(profile.args.get(name) as never, handle)]),
    );
    const points = resolvePlugins(
      profile,
      plugins,
      table.map(({ name }) => name),
    );
    this.points = points;
    this.hints = new EventHints([
      ...[...plugins.values()].filter(refuses),
      ...placeholders,
      ...(parts.extenders.none ? [] : [{ name: extenderName }]),
    ]);
    this.binding = new BindingRunner(points, parts.preBinding);
    // What extenders look at nobody knows.
    this.#sign = parts.extenders.none ? podSigner(points, profile.schedulerName) : undefined;
    this.#preEnqueue = having(points.preEnqueue, 'preEnqueue');
    this.#sort = queueSortOf(points);
    this.#preFilters = having(points.preFilter, 'preFilter');
    this.#adjusted = this.#preFilters.filter((one) => (one.addPod ?? one.removePod) !== undefined);
    this.#filters = having(points.filter, 'filter');
    this.#postFilters = having(points.postFilter, 'postFilter');
    this.#preScorers = having(points.preScore, 'preScore').filter((one) => !points.score.includes(one));
    this.#scorers = scorersOf(points, profile);
  }

  runPreEnqueue(pod: PodInfo): Status | undefined {
    for (const plugin of this.#preEnqueue) {
      const status = plugin.preEnqueue(pod);
      if (status !== undefined) return status;
    }
    return undefined;
  }

  /** The plugin that sorts the queue. */
  get queueSort(): string {
    return this.#sort.name;
  }

  readonly less = (a: Queued, b: Queued): boolean => this.#sort.less(a, b);

  /** What a pod is to all plugins; undefined: no other pod is as this one. */
  sign(pod: PodInfo): string | undefined {
    return this.#sign?.(pod);
  }

  /** A no that others may be preempted for does not keep the plugins that come after from computing what that needs. */
  runPreFilter(state: CycleState, pod: PodInfo): PreFiltered {
    state.filters = this.#filters;
    state.adjusted = this.#adjusted;
    let nodeNames: ReadonlySet<string> | undefined;
    let refusal: Status | undefined;
    const narrowedBy: string[] = [];
    for (const plugin of this.#preFilters) {
      const answer = plugin.preFilter(state, pod);
      if (answer === undefined) continue;
      if (answer === 'skip') {
        state.filters = without(state.filters, plugin);
        if (state.adjusted.includes(plugin)) state.adjusted = without(state.adjusted, plugin);
      } else if (answer instanceof Status) {
        refusal = answer;
        if (answer.code !== 'Unschedulable')
          return this.#ended(state, plugin, { status: answer, narrowedBy: [] });
      } else {
        narrowedBy.push(plugin.name);
        nodeNames = nodeNames === undefined ? answer.nodeNames : intersection(nodeNames, answer.nodeNames);
        if (nodeNames.size > 0) continue;
        const status = new Status('UnschedulableAndUnresolvable', plugin.name, noneLeft(narrowedBy));
        return this.#ended(state, plugin, { status, narrowedBy });
      }
    }
    if (refusal !== undefined) return { status: refusal, narrowedBy };
    return nodeNames === undefined ? { narrowedBy } : { nodeNames, narrowedBy };
  }

  #ended(state: CycleState, by: Plugin, answer: PreFiltered): PreFiltered {
    const others = this.#preFilters.slice(this.#preFilters.findIndex(({ name }) => name === by.name) + 1);
    state.unasked = new Set(others.map(({ name }) => name));
    return answer;
  }

  /** Whether any plugin cares which of the nodes it is. */
  get hasScorers(): boolean {
    return this.#scorers.length > 0;
  }

  /** Whether pods are nominated for a node: then `runFilters` has more to look at than the filters. */
  get hasNominated(): boolean {
    return !this.#nominator.isEmpty;
  }

  /**
   * A pod must fit with the nominated pods on the node, as it may not take the room that is made for them, and without them,
   * as they may go elsewhere. Mirrors RunFilterPluginsWithNominatedPods.
   */
  runFilters(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined {
    return this.#besideNominated(state, pod, node) ?? runFilters(state.filters, state, pod, node);
  }

  /** What the filters say with the nominated pods there, those that are no less important. Mirrors addGENominatedPods. */
  #besideNominated(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined {
    const nominated = this.#nominator.podsOn(node.name);
    if (nominated.length === 0) return undefined;
    const others = nominated.filter(({ uid, priority }) => priority >= pod.priority && uid !== pod.uid);
    if (others.length === 0) return undefined;
    const [copy, there] = [state.clone(), node.clone()];
    for (const other of others) {
      there.addPod(other);
      const status = this.runAddPod(copy, pod, other, there);
      if (status !== undefined) return status;
    }
    return runFilters(copy.filters, copy, pod, there);
  }

  runAddPod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined {
    for (const plugin of state.adjusted) {
      const status = plugin.addPod?.(state, pod, other, node);
      if (status !== undefined) return failedTo('AddPod', status);
    }
    return undefined;
  }

  runRemovePod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined {
    for (const plugin of state.adjusted) {
      const status = plugin.removePod?.(state, pod, other, node);
      if (status !== undefined) return failedTo('RemovePod', status);
    }
    return undefined;
  }

  /** Until one has made room, or says that none can be made. Mirrors RunPostFilterPlugins. */
  runPostFilter(state: CycleState, pod: PodInfo, diagnosis: Diagnosis): PostFiltered | Promise<PostFiltered> {
    const messages: string[] = [];
    let nominated: Omit<PostFilterResult, 'status'> = this.#postFilters.length === 0 ? toNoNode : {};
    const ask = (at: number): PostFiltered | Promise<PostFiltered> => {
      const plugin = this.#postFilters[at];
      if (plugin === undefined) return { ...nominated, message: messages.join(', ') };
      const answer = plugin.postFilter(state, pod, diagnosis);
      return answer instanceof Promise ? answer.then((one) => take(one, at)) : take(answer, at);
    };
    const take = ({ status, ...answer }: PostFilterResult, at: number) => {
      if (status === undefined) return { ...answer, message: '' };
      if (status.code === 'Error') return { message: status.message };
      if (status.code !== 'Unschedulable') return { ...answer, message: status.message };
      if (answer.nominatedNode !== undefined) nominated = answer;
      messages.push(status.message);
      return ask(at + 1);
    };
    return ask(0);
  }

  /** Each node's scores, weighted and added up, in the order of the nodes. What each plugin gave is put into `kept`, if given. */
  runScore(state: CycleState, pod: PodInfo, nodes: readonly NodeInfo[], kept?: PluginScores[]): number[] {
    const totals = new Array<number>(nodes.length).fill(0);
    const scores = new Array<number>(nodes.length).fill(0);
    for (const plugin of this.#preScorers) plugin.preScore(state, pod, nodes);
    for (const { plugin, weight, preScores } of this.#scorers) {
      if (preScores && plugin.preScore?.(state, pod, nodes) === 'skip') continue;
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

/** It cannot be said what would be: that is a failure, whatever the plugin calls it. */
function failedTo(what: string, { plugin, message }: Status): Status {
  return new Status('Error', plugin, `running ${what} on PreFilter plugin "${plugin}": ${message}`);
}

const toNoNode = { nominatedNode: '' };

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

function noneLeft(narrowedBy: readonly string[]): string {
  const [only, ...others] = narrowedBy;
  if (others.length === 0) return `node(s) didn't satisfy plugin ${only}`;
  return `node(s) didn't satisfy plugin(s) [${narrowedBy.toSorted().join(' ')}] simultaneously`;
}

function without<T extends Plugin>(plugins: readonly T[], plugin: Plugin): readonly T[] {
  return plugins.filter((one) => one !== plugin);
}

/** Who can turn a pod away, which then waits for what may change their mind. Mirrors shouldHaveEnqueueExtensions. */
function refuses(plugin: Plugin): boolean {
  return refusingPoints.some((point) => extendsPoint(plugin, point));
}

const refusingPoints = ['preEnqueue', 'preFilter', 'filter', 'reserve', 'permit'] as const;

function queueSortOf({ queueSort }: PluginsByPoint): With<'less'> {
  const [only] = having(queueSort, 'less');
  if (only === undefined) throw new Error('profiles without a queue sort plugin are refused');
  return only;
}

function scorersOf({ preScore, score }: PluginsByPoint, { plugins }: Profile): readonly Scorer[] {
  const weights = scoreWeights(plugins);
  return having(score, 'score').map((plugin) => ({
    plugin,
    weight: weights.get(plugin.name) ?? 1,
    preScores: preScore.includes(plugin) || (inwardPoints.get(plugin.name)?.includes('preScore') ?? false),
  }));
}

function intersection(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((name) => b.has(name)));
}
