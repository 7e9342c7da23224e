import { parseDuration, quantityValue } from '../../apimachinery/index.ts';
import type { EventRecorder } from '../../client/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Environment, Timer } from '../../environment/index.ts';
import { nodeReference } from '../node/node-object.ts';
import type { PodStats } from '../usage/pod-stats.ts';
import { isCriticalPod } from './critical-pod.ts';
import { evictionMessage } from './eviction-message.ts';
import type { ImageGarbage } from './image-garbage.ts';
import { type KubeletConfiguration, transitionPeriodDefault } from './kubelet-configuration.ts';
import { storageEviction } from './local-storage.ts';
import { type MeasuredNode, observe } from './observe.ts';
import type { Pressures } from './pressures.ts';
import { rankPods } from './rank-pods.ts';
import { signals } from './signals.ts';
import { systemOom } from './system-oom.ts';
import {
  decidePressure,
  isSatisfied,
  noPressure,
  type PressureDecision,
  type PressureState,
} from './thresholds.ts';

/** Mirrors kubernetes pkg/kubelet (evictionMonitoringPeriod). */
const intervalMs = 10_000;
/** Mirrors kubernetes pkg/kubelet/eviction (podCleanupPollFreq, podCleanupTimeout). */
const pollMs = 1_000;
const pollsMax = 30;
/** Mirrors kubernetes pkg/kubelet/eviction (immediateEvictionGracePeriodSeconds). */
const immediateGraceMs = 1_000;

/** Why and how a pod goes. */
export interface Eviction {
  readonly message: string;
  readonly graceMs: number;
  /** It says that it was disrupted. */
  readonly disrupts: boolean;
}

/** A pod on the node, as far as evictions are concerned. */
export interface EvictablePod {
  /** Nothing of it runs any more. */
  readonly over: boolean;
  stats(atMs: number): PodStats;
  /** Whether it may use other amounts after this moment. */
  changesAfter(atMs: number): boolean;
  /** What has more memory than it may have is killed; whether there was any. */
  killOverMemory(stats: PodStats, atMs: number): boolean;
  evict(eviction: Eviction): void;
}

export interface EvictionParts extends MeasuredNode {
  readonly environment: Environment;
  readonly recorder: EventRecorder;
  readonly configuration: KubeletConfiguration;
  readonly pressures: Pressures;
  readonly garbage: ImageGarbage;
  pods(): readonly EvictablePod[];
}

/**
 * Looks every ten seconds what is left of memory, disk and processes, tells of pressure, and evicts one pod after the other until there is
 * enough. Mirrors kubernetes pkg/kubelet/eviction (eviction_manager.go). Differs: it does not look while nothing can have changed.
 */
export class EvictionManager {
  readonly #parts: EvictionParts;
  readonly #startedMs: number;
  readonly #transitionMs: number;
  #state: PressureState = noPressure;
  /** The pod that uses most of what is short, or was the last to be short. */
  #cause: Cause | undefined;
  /** For the next look; undefined: nothing is to be looked at. */
  #timer: Timer | undefined;

  constructor(parts: EvictionParts) {
    this.#parts = parts;
    this.#startedMs = parts.environment.clock.now();
    const { evictionPressureTransitionPeriod = transitionPeriodDefault } = parts.configuration;
    this.#transitionMs = parseDuration(evictionPressureTransitionPeriod);
  }

  /** What is used may be otherwise by now: the next look is for it. */
  touch(): void {
    if (this.#timer !== undefined) return;
    const sinceMs = this.#parts.environment.clock.now() - this.#startedMs;
    this.#arm(intervalMs - (sinceMs % intervalMs), () => this.#look());
  }

  /** In the place of what was to come: a pod that is evicted has touched this, and its end is waited for first. */
  #arm(delayMs: number, then: () => void): void {
    this.#timer?.cancel();
    const run = () => {
      this.#timer = undefined;
      then();
    };
    this.#timer = this.#parts.environment.clock.setTimer(delayMs, run, { background: true });
  }

  /** Mirrors synchronize. */
  #look(): void {
    const { environment, machine, pressures, garbage, images, facts } = this.#parts;
    const nowMs = environment.clock.now();
    const pods = new Map(
      this.#parts
        .pods()
        .filter(({ over }) => !over)
        .map((pod) => [statsOf(pod, nowMs), pod]),
    );
    const oom = systemOom(machine, [...pods.keys()], quantityValue(facts.capacity.memory ?? '0'), nowMs);
    if (oom !== undefined) {
      machine.restart(nowMs);
      this.#tellOfNode('SystemOOM', oom);
    }
    const observations = observe(this.#parts, [...pods.keys()], nowMs);
    const { 'imagefs.available': disk } = observations;
    if (disk !== undefined) garbage.observe(disk);
    const { thresholds } = this.#parts;
    const decision = decidePressure(thresholds, this.#transitionMs, this.#state, observations, nowMs);
    this.#state = decision.state;
    const [short] = decision.state.since.keys();
    const [greatest] = short === undefined ? [] : rankPods(signals[short.signal].resource, [...pods.keys()]);
    if (greatest !== undefined) this.#cause = causeOf(greatest.pod);
    pressures.set(decision.conditions, this.#cause);
    const evicted = this.#evictByLimits(pods) ?? this.#evict(pods, decision, observations);
    if (evicted.length > 0) this.#awaitEnd(evicted, pollsMax);
    else if (
      decision.state.seen.size > 0 ||
      machine.changesAfter(nowMs) ||
      images.comesAfter(nowMs) ||
      [...pods.values()].some((pod) => pod.changesAfter(nowMs))
    )
      this.touch();
  }

  /** Those that use more of the disk than they may; undefined: there is none. Mirrors localStorageEviction. */
  #evictByLimits(pods: ReadonlyMap<PodStats, EvictablePod>): readonly EvictablePod[] | undefined {
    const evicted = [...pods].filter(([stats, pod]) => {
      const message = isCriticalPod(stats.pod) ? undefined : storageEviction(stats);
      if (message !== undefined) pod.evict({ message, graceMs: immediateGraceMs, disrupts: false });
      return message !== undefined;
    });
    return evicted.length === 0 ? undefined : evicted.map(([, pod]) => pod);
  }

  #evict(
    pods: ReadonlyMap<PodStats, EvictablePod>,
    { due }: PressureDecision,
    observations: ReturnType<typeof observe>,
  ): readonly EvictablePod[] {
    const [threshold] = due;
    if (threshold === undefined) return [];
    const { resource } = signals[threshold.signal];
    this.#tellOfNode('EvictionThresholdMet', `Attempting to reclaim ${resource}`);
    if (signals[threshold.signal].condition === 'DiskPressure' && this.#reclaims([...pods.keys()])) return [];
    const stats = rankPods(resource, [...pods.keys()]).find(({ pod }) => !isCriticalPod(pod));
    const pod = stats && pods.get(stats);
    if (stats === undefined || pod === undefined) return [];
    const message = evictionMessage(resource, stats, due, observations);
    const graceMs = threshold.graceMs === 0 ? immediateGraceMs : this.#softGraceMs(stats);
    pod.evict({ message, graceMs, disrupts: true });
    return [pod];
  }

  /** Whether enough is left without images that nobody needs. Mirrors reclaimNodeLevelResources. */
  #reclaims(pods: readonly PodStats[]): boolean {
    const { garbage, thresholds, environment } = this.#parts;
    garbage.removeUnused();
    const observations = observe(this.#parts, pods, environment.clock.now());
    return thresholds.every((threshold) => isSatisfied(threshold, observations));
  }

  #tellOfNode(reason: string, message: string): void {
    const { recorder, facts } = this.#parts;
    recorder.event(nodeReference(facts), 'Warning', reason, message, this.#cause);
  }

  #softGraceMs({ pod }: PodStats): number {
    const { evictionMaxPodGracePeriod = 0 } = this.#parts.configuration;
    const own = Number(pod.spec?.terminationGracePeriodSeconds ?? evictionMaxPodGracePeriod);
    return 1000 * Math.min(evictionMaxPodGracePeriod, own);
  }

  /** Mirrors waitForPodsCleanup: then it looks at once. */
  #awaitEnd(evicted: readonly EvictablePod[], polls: number): void {
    this.#arm(pollMs, () => {
      if (polls <= 1 || evicted.every(({ over }) => over)) this.#look();
      else this.#awaitEnd(evicted, polls - 1);
    });
  }
}

function statsOf(pod: EvictablePod, atMs: number): PodStats {
  const stats = pod.stats(atMs);
  return pod.killOverMemory(stats, atMs) ? pod.stats(atMs) : stats;
}
