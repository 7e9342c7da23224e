import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import nodeTimers from 'node:timers';
import nodeTimersPromises from 'node:timers/promises';

const { setImmediate } = globalThis;

/** The state is the process's, also where the module is loaded twice: globals can be replaced only once. */
interface Tripwires {
  users: number;
  /** Set while a step runs. */
  onTrip: ((error: Error) => void) | undefined;
  restore: readonly (() => void)[] | undefined;
}

const stateKey = Symbol.for('homeostat.simulation.tripwires');
const state = stateOfProcess();

/** A component touched the real world in a simulation. The environment it was given has what it needs. */
export class TripwireError extends Error {
  override readonly name = 'TripwireError';
  /** What was called: `Date.now`. */
  readonly global: string;

  constructor(global: string) {
    super(`${global} was called in a simulation: use the environment's clock, random or ids instead`);
    this.global = global;
  }
}

/** Replaces the real world's globals by ones that throw within steps and behave as ever outside. Counted. */
export function acquireTripwires(): void {
  state.users++;
  state.restore ??= install();
}

/** The last user restores the globals, one turn later: the next run often begins at once. */
export function releaseTripwires(): void {
  state.users--;
  if (state.users === 0) setImmediate(restoreIfUnused);
}

/** Whom to tell of a touch, from now on; undefined outside steps. */
export function setTripwireListener(onTrip: ((error: Error) => void) | undefined): void {
  state.onTrip = onTrip;
}

function restoreIfUnused(): void {
  if (state.users > 0 || state.restore === undefined) return;
  for (const restore of state.restore) restore();
  state.restore = undefined;
  syncBuiltinESMExports();
}

function install(): (() => void)[] {
  const restores = guarded().flatMap(({ holder, path, keys }) =>
    keys.map((key) =>
      replace(holder, key, (real) => wrapFunction(real, path === '' ? key : `${path}.${key}`)),
    ),
  );
  // The constructor last: the rows above name `Date.now` by the real one.
  restores.push(replace(globalThis, 'Date', wrapDate));
  // Named imports of built-in modules follow the modules' objects only when told.
  syncBuiltinESMExports();
  return restores;
}

/** Everything that is watched, in one table. */
function guarded(): { holder: object; path: string; keys: readonly string[] }[] {
  const timers = ['setTimeout', 'setInterval', 'setImmediate'];
  const randoms = ['randomUUID', 'randomBytes', 'randomInt', 'randomFill', 'randomFillSync'];
  return [
    { holder: globalThis, path: '', keys: timers },
    { holder: nodeTimers, path: 'timers', keys: timers },
    { holder: nodeTimersPromises, path: 'timers/promises', keys: timers },
    { holder: AbortSignal, path: 'AbortSignal', keys: ['timeout'] },
    { holder: Date, path: 'Date', keys: ['now'] },
    { holder: performance, path: 'performance', keys: ['now'] },
    // Before `hrtime` itself, whose wrapper takes over what hangs on the function.
    { holder: process.hrtime, path: 'process.hrtime', keys: ['bigint'] },
    { holder: process, path: 'process', keys: ['hrtime'] },
    { holder: Math, path: 'Math', keys: ['random'] },
    { holder: globalThis.crypto, path: 'crypto', keys: ['randomUUID', 'getRandomValues'] },
    { holder: nodeCrypto, path: 'crypto', keys: randoms },
  ];
}

function trip(name: string): void {
  if (state.onTrip === undefined) return;
  const error = new TripwireError(name);
  // Told as well as thrown, since whoever called may swallow what is thrown.
  state.onTrip(error);
  throw error;
}

/** Replaces a property, also one inherited from a prototype. Returns what puts it back. */
function replace(holder: object, key: string, wrap: (real: AnyFunction) => AnyFunction): () => void {
  const before = Object.getOwnPropertyDescriptor(holder, key);
  const real = Reflect.get(holder, key) as AnyFunction;
  const wrapper = wrap(real);
  Object.defineProperty(holder, key, {
    value: wrapper,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? false,
  });
  return () => {
    // Somebody else replaced it meanwhile: not ours to put back.
    if (Reflect.get(holder, key) !== wrapper) return;
    if (before === undefined) Reflect.deleteProperty(holder, key);
    else Object.defineProperty(holder, key, before);
  };
}

type AnyFunction = (...args: unknown[]) => unknown;

function wrapFunction(real: AnyFunction, name: string): AnyFunction {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    trip(name);
    return Reflect.apply(real, this, args);
  };
  // Keeps the name and what hangs on the function, such as util.promisify's symbol.
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(real));
  return wrapper;
}

/** `Date` that throws only where it would read the clock. Shares the prototype, so `instanceof` holds both ways. */
function wrapDate(real: AnyFunction): AnyFunction {
  const RealDate = real as unknown as DateConstructor;
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined || args.length === 0) trip('new Date()');
    if (new.target === undefined) return RealDate();
    if (new.target === wrapper && args.length === 1) return new RealDate(args[0] as number);
    return Reflect.construct(RealDate, args, new.target);
  };
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(RealDate));
  return wrapper;
}

function stateOfProcess(): Tripwires {
  const holder = globalThis as { [stateKey]?: Tripwires };
  holder[stateKey] ??= { users: 0, onTrip: undefined, restore: undefined };
  return holder[stateKey];
}
