import type { V1Lease, V1Node } from '../../api/index.ts';
import { findCondition, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { causeOf } from '../../controller-runtime/index.ts';
import type { Cause, Clock, Timer } from '../../environment/index.ts';

export interface NodeHealthOptions {
  /** How long a node may be silent. */
  readonly monitorGraceMs: number;
  /** How long a new node may take to say something for the first time. */
  readonly startupGraceMs: number;
  /** `heard`: what the node was last seen to write. */
  readonly onSilent: (node: string, silentMs: number, heard: Cause | undefined) => void;
}

interface Health {
  /** When we, by our own clock, last saw a sign of life. */
  probeMs: number;
  graceMs: number;
  heartbeat: string | undefined;
  renewedMs: number;
  /** The last sign of life. */
  heard: Cause | undefined;
  timer: Timer | undefined;
}

/**
 * When each node was last heard of: a renewed lease or a newly reported status, by the time they were seen here, as
 * the clocks of nodes are not to be trusted. Mirrors kubernetes pkg/controller/nodelifecycle (nodeHealthData).
 *
 * Differs: one timer per node instead of looking at all nodes every 5 s. It is a background timer, and is not moved by
 * every sign of life: when it fires it sees whether there was one.
 */
export class NodeHealth {
  readonly #clock: Clock;
  readonly #options: NodeHealthOptions;
  readonly #nodes = new Map<string, Health>();
  /** Leases may be seen before their nodes. */
  readonly #renewals = new Map<string, number>();

  constructor(clock: Clock, options: NodeHealthOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  sawNode(node: V1Node): void {
    const name = node.metadata?.name ?? '';
    const ready = findCondition(node.status?.conditions, 'Ready');
    const graceMs = ready === undefined ? this.#options.startupGraceMs : this.#options.monitorGraceMs;
    const heartbeat = ready?.lastHeartbeatTime ?? undefined;
    const known = this.#nodes.get(name);
    if (known === undefined) {
      const createdMs = parseTimeOrUndefined(node.metadata?.creationTimestamp);
      const probeMs = (ready === undefined ? createdMs : undefined) ?? this.#clock.now();
      const renewedMs = this.#renewals.get(name) ?? Number.NEGATIVE_INFINITY;
      const heard = causeOf(node);
      this.#nodes.set(name, { probeMs, graceMs, heartbeat, renewedMs, heard, timer: undefined });
    } else {
      if (known.heartbeat !== heartbeat) this.#heard(known, node);
      known.heartbeat = heartbeat;
      // What it has said for the first time makes its time shorter: the timer would come too late.
      if (graceMs < known.graceMs) this.#unwatch(known);
      known.graceMs = graceMs;
    }
    // A node that is known to be silent is waited for, not watched.
    if (ready?.status !== 'Unknown') this.#watch(name);
  }

  sawLease(lease: V1Lease): void {
    const name = lease.metadata?.name ?? '';
    const renewedMs = parseTimeOrUndefined(lease.spec?.renewTime);
    if (renewedMs === undefined) return;
    const health = this.#nodes.get(name);
    this.#renewals.set(name, renewedMs);
    if (health === undefined || renewedMs <= health.renewedMs) return;
    health.renewedMs = renewedMs;
    this.#heard(health, lease);
  }

  forgetLease(lease: V1Lease): void {
    this.#renewals.delete(lease.metadata?.name ?? '');
  }

  forgetNode(name: string): void {
    this.#nodes.get(name)?.timer?.cancel();
    this.#nodes.delete(name);
  }

  /** Everybody gets a fresh start: it was not the nodes' fault that they were not heard. */
  forgive(): void {
    for (const health of this.#nodes.values()) health.probeMs = this.#clock.now();
  }

  isSilent(name: string): boolean {
    return this.#hasBeenSilentFor(1, name);
  }

  /** Whether half of the time is over that the node may be silent: it has missed more than one heartbeat. */
  isLate(name: string): boolean {
    return this.#hasBeenSilentFor(0.5, name);
  }

  #hasBeenSilentFor(partOfGrace: number, name: string): boolean {
    const health = this.#nodes.get(name);
    return health !== undefined && this.#clock.now() >= health.probeMs + health.graceMs * partOfGrace;
  }

  stop(): void {
    for (const { timer } of this.#nodes.values()) timer?.cancel();
  }

  #heard(health: Health, sign: V1Node | V1Lease): void {
    health.probeMs = this.#clock.now();
    health.heard = causeOf(sign);
  }

  #unwatch(health: Health): void {
    health.timer?.cancel();
    health.timer = undefined;
  }

  #watch(name: string): void {
    const health = this.#nodes.get(name);
    if (health === undefined || health.timer !== undefined) return;
    const delayMs = health.probeMs + health.graceMs - this.#clock.now();
    health.timer = this.#clock.setTimer(
      delayMs,
      () => {
        health.timer = undefined;
        if (this.#nodes.get(name) !== health) return;
        if (this.isSilent(name))
          this.#options.onSilent(name, this.#clock.now() - health.probeMs, health.heard);
        else this.#watch(name);
      },
      { background: true },
    );
  }
}
