import type { Server, Socket } from 'node:net';
import type { Environment, Fork } from '../environment/index.ts';
import { foreignCompiler } from './foreign-compiler.ts';
import { foreignFiles } from './foreign-files.ts';
import { ForeignTimer, type StartTimer } from './foreign-timer.ts';
import { presentStandIns, runWithStandIns, type StandIns } from './tripwires.ts';

/** What a world gives to foreign code that runs in it. */
export interface ForeignWorld {
  readonly environment: Environment;
  readonly startTimer: StartTimer;
  readonly sockets: ForeignSockets;
}

/** The network of foreign code. */
export interface ForeignSockets {
  /** Connects a socket that it has made, with what was given to its `connect`. */
  connect(socket: Socket, args: readonly unknown[]): Socket;
  /** Has a server that it has made listen, with what was given to its `listen`. */
  listen(server: Server, args: readonly unknown[]): Server;
}

/** A program that was written for Node, in a simulation. */
export class ForeignCode {
  readonly #environment: Fork;
  readonly #standIns: StandIns;

  constructor(environment: Fork, standIns: StandIns) {
    this.#environment = environment;
    this.#standIns = standIns;
  }

  /** Runs `task`, and all that follows from it, with this world's in the place of Node's. Only within a step. */
  run<T>(task: () => T): T {
    return runWithStandIns(this.#standIns, task);
  }

  /** Ends it without a word, as a crash does. */
  end(): void {
    this.#environment.revoke();
  }
}

const startKey = 'homeostat.startTimer';
const noTimer: StartTimer = () => ({ cancel: () => {} });

/** Timers, clock, randomness and sockets of `world`, in the place of Node's. */
export function foreignGlobals(world: ForeignWorld): StandIns {
  const { environment, sockets } = world;
  const { clock, ids } = environment;
  const startMs = clock.now();
  const sinceStartMs = () => clock.now() - startMs;
  const random = randomOf(environment);
  const timers = timersOf();
  const promised = promisedOf(timers);
  return {
    [startKey]: () => world.startTimer,
    ...timers,
    ...under('timers', timers),
    ...under('timers/promises', promised),
    'AbortSignal.timeout': (delayMs: number) => timeoutSignal(timers, delayMs),
    'Date.now': () => clock.now(),
    'performance.now': sinceStartMs,
    'process.hrtime.bigint': () => BigInt(sinceStartMs()) * 1_000_000n,
    'process.hrtime': (before: readonly [number, number] = [0, 0]) => {
      const nanoseconds = sinceStartMs() * 1e6 - before[0] * 1e9 - before[1];
      return [Math.floor(nanoseconds / 1e9), nanoseconds % 1e9];
    },
    'Math.random': () => environment.random.next(),
    'crypto.randomUUID': () => ids.uid(),
    ...random,
    ...foreignFiles(),
    ...foreignCompiler(),
    'Socket.prototype.connect': function (this: unknown, ...args: unknown[]) {
      return sockets.connect(this as Socket, args);
    },
    'Server.prototype.listen': function (this: unknown, ...args: unknown[]) {
      return sockets.listen(this as Server, args);
    },
  };
}

function under(path: string, standIns: StandIns): StandIns {
  return Object.fromEntries(Object.entries(standIns).map(([key, value]) => [`${path}.${key}`, value]));
}

/** Where time passes for whoever runs now: nowhere, once it has left its world. */
function presentStart(): StartTimer {
  const start = presentStandIns()?.[startKey] as (() => StartTimer) | undefined;
  return start?.() ?? noTimer;
}

function timersOf() {
  const timer = (delay: unknown, repeats: boolean, callback: () => void) => {
    const known = Number(delay);
    // As in Node: what is no delay is one millisecond.
    const delayMs = known >= 1 && known < 2 ** 31 ? Math.trunc(known) : 1;
    return new ForeignTimer(presentStart, callback, { delayMs, repeats, background: repeats });
  };
  const clear = (cleared: unknown) => {
    if (cleared instanceof ForeignTimer) cleared.close();
  };
  type Callback = (...args: unknown[]) => void;
  return {
    setTimeout: (callback: Callback, delay?: unknown, ...args: unknown[]) =>
      timer(delay, false, () => callback(...args)),
    setInterval: (callback: Callback, delay?: unknown, ...args: unknown[]) =>
      timer(delay, true, () => callback(...args)),
    setImmediate: (callback: Callback, ...args: unknown[]) =>
      new ForeignTimer(presentStart, () => callback(...args), {
        delayMs: 0,
        repeats: false,
        background: false,
      }),
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate: clear,
  };
}

interface PromisedOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

/** Mirrors Node's `timers/promises`. */
function promisedOf({ setTimeout, setImmediate }: ReturnType<typeof timersOf>) {
  const wait = (begin: (done: () => void) => ForeignTimer, { signal, ref }: PromisedOptions) =>
    new Promise<void>((resolve, reject) => {
      const aborted = () => {
        timer.close();
        reject(abortError(signal));
      };
      const timer = begin(() => {
        signal?.removeEventListener('abort', aborted);
        resolve();
      });
      if (ref === false) timer.unref();
      if (signal?.aborted) aborted();
      else signal?.addEventListener('abort', aborted, { once: true });
    });
  const timeout = async (delay?: unknown, value?: unknown, options: PromisedOptions = {}) => {
    await wait((done) => setTimeout(done, delay), options);
    return value;
  };
  return {
    setTimeout: timeout,
    setImmediate: async (value?: unknown, options: PromisedOptions = {}) => {
      await wait((done) => setImmediate(done), options);
      return value;
    },
    async *setInterval(delay?: unknown, value?: unknown, options: PromisedOptions = {}) {
      for (;;) {
        await timeout(delay, undefined, { ref: false, ...options });
        yield value;
      }
    },
  };
}

function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

function timeoutSignal({ setTimeout }: ReturnType<typeof timersOf>, delayMs: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => controller.abort(reason), delayMs).unref();
  return controller.signal;
}

type Told<T> = (error: null, value: T) => void;

function randomOf({ random }: Environment) {
  const fill = <T extends ArrayBufferView>(view: T): T => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    bytes.set(random.bytes(bytes.length));
    return view;
  };
  /** As Node has it: with a callback as the last argument, the answer comes later. */
  const answer = <T>(value: T, told: unknown): T | undefined => {
    if (typeof told !== 'function') return value;
    process.nextTick(told as Told<T>, null, value);
    return undefined;
  };
  return {
    'crypto.getRandomValues': fill,
    'crypto.randomFillSync': (view: ArrayBufferView, offset = 0, size = view.byteLength - offset) => {
      fill(new Uint8Array(view.buffer, view.byteOffset + offset, size));
      return view;
    },
    'crypto.randomFill': (view: ArrayBufferView, ...rest: unknown[]) => answer(fill(view), rest.at(-1)),
    'crypto.randomBytes': (size: number, told?: unknown) => answer(Buffer.from(random.bytes(size)), told),
    'crypto.randomInt': (from: number, to?: unknown, told?: unknown) =>
      typeof to === 'number'
        ? answer(from + random.integer(to - from), told)
        : answer(random.integer(from), to),
  };
}
