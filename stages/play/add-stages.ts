import { apiextensionsV1, coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import { type Client, createRestMapper, isOperatingError, type SharedInformer } from '../../client/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import type { Cause } from '../../environment/index.ts';
import { isNodes, isPods } from '../function-names.ts';
import { type FunctionTable, templateFunction } from '../go-template/index.ts';
import { kwokFunctions } from '../kwok-functions.ts';
import type { Stage, StageTarget } from '../stage.ts';
import type { Hands } from './carry-out.ts';
import { PlayedPods } from './played-pods.ts';
import { PodNetworks } from './pod-networks.ts';
import { StagePlayer } from './stage-player.ts';

export interface StagesOptions {
  readonly stages: readonly Stage[];
  /** Whether a node runs: only nodes that do, and the pods on them, are played for. */
  readonly isRunning: (node: string) => boolean;
  /** Where kubelets listen, if they do: the name and address of kwok's own server. */
  readonly address?: string;
  /** A client of somebody else. Default: stages that write as others fail. */
  readonly as?: (username: string) => Client;
}

/** Stages that are played. */
export interface PlayedStages {
  /** The node and the pods on it are looked at anew. */
  nodeStarted(name: string, cause?: Cause): void;
  /** Undefined: pods are not played. */
  readonly pods: PlayedPods | undefined;
}

/** Who does it, in user agents and events. */
const userAgent = 'kwok';
const component = 'kwok_controller';
/** The address of nodes that have none. */
const defaultNodeIp = '10.0.0.1';
/** How many are played at once: kwok's podPlayStageParallelism and nodePlayStageParallelism, and of other kinds one. */
const atOnce = 4;
/** A server may tell of a kind later than of its definition, or not answer for a while: so it is looked again. */
const lookAgainMs = 10_000;

/** Plays stages on a manager. Kinds that nobody serves yet are begun with when they are defined. */
export function addStages(manager: Manager, options: StagesOptions): PlayedStages {
  const play = new Play(manager, options);
  manager.add({
    name: 'stages',
    async run(signal) {
      await play.start(signal);
      if (signal.aborted) return;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    },
  });
  return play;
}

class Play implements PlayedStages {
  readonly #manager: Manager;
  readonly #options: StagesOptions;
  readonly #hands: Hands;
  readonly #common: FunctionTable;
  readonly #nodes: SharedInformer<V1Node>;
  readonly #networks: PodNetworks;
  pods: PlayedPods | undefined;
  #podPlayer: StagePlayer<V1Pod> | undefined;
  #nodePlayer: StagePlayer | undefined;

  constructor(manager: Manager, options: StagesOptions) {
    const client = manager.clientFor(userAgent);
    this.#manager = manager;
    this.#options = options;
    this.#hands = { client, mapper: createRestMapper(client), as: options.as };
    const now = () => timeText(manager.environment.clock.now());
    this.#common = kwokFunctions(now, now());
    this.#nodes = manager.informers.informer(coreV1.nodes);
    this.#networks = new PodNetworks((name) => this.#nodeOf(name), options.address ?? defaultNodeIp);
  }

  async start(signal: AbortSignal): Promise<void> {
    const groups = grouped(this.#options.stages);
    for (const stages of groups) {
      if (isNodes(stages[0].target)) this.#playNodes(stages);
      else if (isPods(stages[0].target)) this.#playPods(stages);
    }
    this.#nodes.addEventHandler({
      onAdd: (node) => this.#playPodsOn(node),
      onUpdate: (before, node) => {
        if (before.spec?.podCIDR !== node.spec?.podCIDR) this.#playPodsOn(node);
      },
    });
    this.#manager.informers.start();
    await this.#playOthers(
      groups.filter(([{ target }]) => !isNodes(target) && !isPods(target)),
      signal,
    );
  }

  nodeStarted(name: string, cause?: Cause): void {
    const node = this.#nodeOf(name);
    if (node === undefined) return;
    this.#nodePlayer?.observe(node, cause);
    this.#playPodsOn(node, cause);
  }

  #nodeOf(name: string): V1Node | undefined {
    return this.#options.isRunning(name) ? this.#nodes.indexer.get(name) : undefined;
  }

  #playNodes(stages: readonly Stage[]): void {
    const { address } = this.#options;
    const functions = {
      NodeIP: templateFunction('', () => address ?? defaultNodeIp),
      NodeName: templateFunction('', () => address ?? ''),
      // Each node keeps the port it has.
      NodePort: templateFunction('', () => 0n),
    };
    const plays = ({ metadata }: KubeObject) => this.#options.isRunning(metadata?.name ?? '');
    this.#nodePlayer = this.#player(coreV1.nodes, stages, functions, { atOnce, plays });
    this.#follow(this.#nodes, this.#nodePlayer);
  }

  #playPods(stages: readonly Stage[]): void {
    const informer = this.#manager.informers.informer(coreV1.pods, { fieldSelector: 'spec.nodeName!=' });
    this.pods = new PlayedPods(informer);
    const networks = this.#networks;
    const player = this.#player(coreV1.pods, stages, networks.functions(), {
      atOnce,
      // A pod whose node is not known yet would get no address.
      plays: (pod: V1Pod) => this.#nodeOf(pod.spec?.nodeName ?? '') !== undefined,
      onPatch: (pod: V1Pod) => networks.mark(pod),
    });
    this.#podPlayer = player;
    this.#follow(informer, player);
    informer.addEventHandler({ onDelete: (pod) => networks.giveBack(pod) });
  }

  #playPodsOn({ metadata }: V1Node, cause?: Cause): void {
    for (const pod of this.pods?.on(metadata?.name ?? '') ?? []) this.#podPlayer?.observe(pod, cause);
  }

  /** Those that are defined later are begun with then. */
  async #playOthers(groups: readonly StagesOfKind[], signal: AbortSignal): Promise<void> {
    const waiting = new Set(groups);
    await this.#look(waiting);
    if (waiting.size === 0) return;
    const { environment, informers } = this.#manager;
    const { clock } = environment;
    let isDue = false;
    // All that are told of at once are one look.
    const lookSoon = () => {
      if (isDue) return;
      isDue = true;
      clock.setTimer(0, () => {
        isDue = false;
        environment.spawn('kinds of stages', () => this.#look(waiting));
      });
    };
    const definitions = informers.informer(apiextensionsV1.customResourceDefinitions);
    definitions.addEventHandler({ onAdd: lookSoon, onUpdate: lookSoon });
    informers.start();
    while (waiting.size > 0 && !signal.aborted) {
      // Rejects when it is over.
      await clock.sleep(lookAgainMs, { background: true, signal }).catch(() => {});
      await this.#look(waiting);
    }
  }

  /** Begins with those kinds that are served by now: they do not wait any more. */
  async #look(waiting: Set<StagesOfKind>): Promise<void> {
    if (waiting.size === 0) return;
    const { environment } = this.#manager;
    try {
      await this.#hands.mapper.refresh();
    } catch (error) {
      if (environment.isRevoked) return;
      if (!isOperatingError(error)) throw error;
      environment.trace.record('discovery-error', { message: error.message });
      return;
    }
    for (const stages of waiting) if (this.#playKind(stages)) waiting.delete(stages);
  }

  /** False: nobody serves it. */
  #playKind(stages: StagesOfKind): boolean {
    const type = this.#hands.mapper.resourceFor(stages[0].target);
    if (type === undefined) return false;
    const player = this.#player(type, stages, {}, { atOnce: 1, plays: () => true });
    this.#follow(this.#manager.informers.informer(type), player);
    this.#manager.informers.start();
    return true;
  }

  #player<T extends KubeObject>(
    type: ResourceType<T>,
    stages: readonly Stage[],
    functions: FunctionTable,
    rest: {
      readonly atOnce: number;
      readonly plays: (object: T) => boolean;
      readonly onPatch?: (object: T) => void;
    },
  ): StagePlayer<T> {
    const { environment } = this.#manager;
    return new StagePlayer(environment.fork(`stages of ${type.resource}`), {
      type,
      stages,
      hands: this.#hands,
      recorder: this.#manager.eventRecorderFor(component),
      functions: { ...this.#common, ...functions },
      ...rest,
    });
  }

  #follow<T extends KubeObject>(informer: SharedInformer<T>, player: StagePlayer<T>): void {
    informer.addEventHandler({
      onAdd: (object) => player.observe(object),
      onUpdate: (_, object) => player.observe(object),
      onDelete: (object) => player.forget(object),
    });
  }
}

type StagesOfKind = readonly [Stage, ...Stage[]];

function grouped(stages: readonly Stage[]): readonly StagesOfKind[] {
  const groups = new Map<string, [Stage, ...Stage[]]>();
  for (const stage of stages) {
    const key = targetKey(stage.target);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [stage]);
    else known.push(stage);
  }
  return [...groups.values()];
}

function targetKey({ apiVersion, kind }: StageTarget): string {
  return `${apiVersion} ${kind}`;
}

/** As Go writes it, with what of a second says something. */
function timeText(ms: number): string {
  return new Date(Math.floor(ms)).toISOString().replace(/\.?0*Z$/, 'Z');
}
