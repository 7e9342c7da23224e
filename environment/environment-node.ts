import { strict as assert } from 'node:assert';
import { setMaxListeners } from 'node:events';
import type { Clock, Fork, Ids, Random, Timer, Trace } from './environment.ts';
import { RevokedError } from './errors.ts';
import { idsFrom } from './ids.ts';
import { NodeClock } from './node-clock.ts';
import { streamOf } from './random.ts';
import { deriveKey, type StreamKey } from './seed.ts';
import { NamedTrace } from './trace-log.ts';
import type { TimerOwner, WorldPort } from './world-port.ts';

const now = Promise.resolve();

/** One environment of a world, and the parent of its forks. */
export class EnvironmentNode implements Fork, TimerOwner {
  readonly name: string;
  readonly clock: Clock;
  readonly trace: Trace;
  readonly #world: WorldPort;
  readonly #parent: EnvironmentNode | undefined;
  readonly #label: string;
  readonly #children = new Set<EnvironmentNode>();
  /** How often each name was forked, so that a restarted component does not draw its predecessor's ids again. */
  readonly #forksByName = new Map<string, number>();
  readonly timers = new Set<Timer>();
  readonly #clock: NodeClock;
  /** Whoever wants to know when it is revoked. */
  #listeners: (() => void)[] | undefined;
  /** Whoever waits for a turn. */
  readonly #turns = new Set<() => void>();
  /** Derived when first asked for: most environments draw nothing. */
  #key: StreamKey | undefined;
  #random: Random | undefined;
  #ids: Ids | undefined;
  #abort: AbortController | undefined;
  #revokedBy: RevokedError | undefined;

  /** `label` is the key itself at the root, and what the parent's key is derived by below it. */
  constructor(world: WorldPort, name: string, label: string, parent?: EnvironmentNode) {
    this.#world = world;
    this.name = name;
    this.#label = label;
    this.#parent = parent;
    this.trace = new NamedTrace(world.traceLog, name);
    this.#clock = new NodeClock(world, this);
    this.clock = this.#clock;
  }

  /** What every stream of this environment and its children is derived from. */
  get key(): StreamKey {
    this.#key ??= this.#parent === undefined ? this.#label : deriveKey(this.#parent.key, this.#label);
    return this.#key;
  }

  get random(): Random {
    this.#random ??= streamOf(deriveKey(this.key, 'random'));
    return this.#random;
  }

  get ids(): Ids {
    this.#ids ??= this.#world.ids?.() ?? idsFrom(streamOf(deriveKey(this.key, 'ids')));
    return this.#ids;
  }

  get writeLog(): ((line: string) => void) | undefined {
    return this.#world.writeLog;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      // As many may wait for its end as it has to do: thousands follow logs at once.
      setMaxListeners(0, this.#abort.signal);
      if (this.#revokedBy !== undefined) this.#abort.abort(this.#revokedBy);
    }
    return this.#abort.signal;
  }

  get revokedBy(): RevokedError | undefined {
    return this.#revokedBy;
  }

  get isRevoked(): boolean {
    return this.#revokedBy !== undefined;
  }

  onRevoked(listener: () => void): void {
    if (this.#revokedBy !== undefined) {
      listener();
      return;
    }
    this.#listeners ??= [];
    this.#listeners.push(listener);
  }

  spawn(name: string, task: () => Promise<void>): void {
    const failed = (error: unknown): void => {
      if (this.#revokedBy === undefined) this.#world.fail(this.name, `task ${name}`, error);
    };
    try {
      task().catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  turn(): Promise<void> {
    if (this.#revokedBy !== undefined || this.#world.mayGoOn()) return now;
    return new Promise((resolve) => {
      const goOn = (): void => {
        this.#turns.delete(goOn);
        resolve();
      };
      this.#turns.add(goOn);
      this.#world.nextTurn(this, goOn);
    });
  }

  fork(name: string): Fork {
    assert(name.length > 0, 'a fork needs a name');
    const ordinal = (this.#forksByName.get(name) ?? 0) + 1;
    this.#forksByName.set(name, ordinal);
    const label = ordinal === 1 ? `fork\0${name}` : `fork\0${name}\0${ordinal}`;
    // The root's name is the world's: what is forked from it is a component and goes by its own name.
    const fullName = this.#parent === undefined ? name : `${this.name}/${name}`;
    const child = new EnvironmentNode(this.#world, fullName, label, this);
    if (this.#revokedBy !== undefined) child.revoke();
    else this.#children.add(child);
    return child;
  }

  revoke(): void {
    if (this.#revokedBy !== undefined) return;
    const nodes = this.#markRevoked(new RevokedError(this.name), []);
    this.#parent?.forget(this);
    for (const { timers } of nodes) for (const timer of timers) timer.cancel();
    for (const node of nodes) node.#tellRevoked();
  }

  /** A child that was revoked is kept no longer. */
  forget(child: EnvironmentNode): void {
    this.#children.delete(child);
  }

  /** All are marked before any is told: a listener that runs must not find a sibling still alive. */
  #markRevoked(reason: RevokedError, nodes: EnvironmentNode[]): EnvironmentNode[] {
    this.#revokedBy = reason;
    nodes.push(this);
    for (const child of this.#children) child.#markRevoked(reason, nodes);
    this.#children.clear();
    return nodes;
  }

  #tellRevoked(): void {
    for (const goOn of this.#turns) goOn();
    this.#clock.rejectSleepers(this.#revokedBy);
    for (const listener of this.#listeners ?? []) listener();
    this.#abort?.abort(this.#revokedBy);
  }
}

/** The first environment of a world. */
export function rootEnvironment(world: WorldPort, name: string, key: StreamKey): Fork {
  return new EnvironmentNode(world, name, key);
}
