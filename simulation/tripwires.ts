import { AsyncLocalStorage } from 'node:async_hooks';
import nodeChildProcess from 'node:child_process';
import nodeCrypto from 'node:crypto';
import nodeDns from 'node:dns';
import nodeFs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';
import nodeTimers from 'node:timers';
import nodeTimersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { compiler, compilerFunctions } from './foreign-compiler.ts';
import { fileFunctions } from './foreign-files.ts';

const { setImmediate } = globalThis;

/** The state is the process's, also where the module is loaded twice: globals can be replaced only once. */
interface Tripwires {
  users: number;
  /** Set while a step runs. */
  onTrip: ((error: Error) => void) | undefined;
  restore: readonly (() => void)[] | undefined;
  /** Set in what foreign code does, and in all that follows from it. */
  readonly foreign: AsyncLocalStorage<StandIns>;
  /** How many foreign programs live. */
  programs: number;
}

/**
 * What foreign code gets in the place of the real world, by the names of the table below. What has no row here is refused. `this`
 * is what the function was called on.
 */
export type StandIns = Readonly<Record<string, (this: unknown, ...args: never[]) => unknown>>;

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

/**
 * A foreign program begins. As long as there is one, Node follows every promise of the process, which makes all of it slower: so
 * whoever calls this ends it.
 */
export function acquireStandIns(): void {
  state.programs++;
}

export function releaseStandIns(): void {
  state.programs--;
  if (state.programs === 0) state.foreign.disable();
}

/** Runs `task`, and all that follows from it, as foreign code: it gets the stand-ins. */
export function runWithStandIns<T>(standIns: StandIns, task: () => T): T {
  return state.foreign.run(standIns, task);
}

/** Those of the code that runs now; undefined: it is not foreign. */
export function presentStandIns(): StandIns | undefined {
  return state.foreign.getStore();
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
  const restores = [
    ...replaceAll(guarded(), (real, name) => wrapFunction(real, name, trip)),
    ...replaceAll(foreignOnly(), (real, name) => wrapFunction(real, name, () => {})),
  ];
  // The constructor last: the rows above name `Date.now` by the real one.
  restores.push(replace(globalThis, 'Date', wrapDate));
  // Named imports of built-in modules follow the modules' objects only when told.
  syncBuiltinESMExports();
  return restores;
}

type Row = { readonly holder: object; readonly path: string; readonly keys: readonly string[] };

function replaceAll(rows: readonly Row[], wrap: (real: AnyFunction, name: string) => AnyFunction) {
  return rows.flatMap(({ holder, path, keys }) =>
    keys.map((key) => replace(holder, key, (real) => wrap(real, path === '' ? key : `${path}.${key}`))),
  );
}

/** Everything that is watched, in one table. */
function guarded(): Row[] {
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

/** What is replaced for foreign code alone: nobody else uses it within steps. */
function foreignOnly(): Row[] {
  const clears = ['clearTimeout', 'clearInterval', 'clearImmediate'];
  const processes = ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork'];
  return [
    { holder: globalThis, path: '', keys: clears },
    { holder: nodeTimers, path: 'timers', keys: clears },
    { holder: Socket.prototype, path: 'Socket.prototype', keys: ['connect'] },
    { holder: Server.prototype, path: 'Server.prototype', keys: ['listen'] },
    { holder: compiler, path: 'WebAssembly', keys: compilerFunctions },
    { holder: nodeDns, path: 'dns', keys: ['lookup', 'resolve'] },
    { holder: nodeFs, path: 'fs', keys: fileFunctions },
    { holder: nodeFs.promises, path: 'fs/promises', keys: fileFunctions },
    { holder: nodeChildProcess, path: 'child_process', keys: processes },
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

function wrapFunction(real: AnyFunction, name: string, before: (name: string) => void): AnyFunction {
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const standIns = state.foreign.getStore();
    if (standIns !== undefined) return Reflect.apply(standIn(standIns, name), this, args);
    before(name);
    return Reflect.apply(real, this, args);
  };
  // Keeps the name and what hangs on the function.
  const { [promisify.custom as never]: promised, ...others } = Object.getOwnPropertyDescriptors(real);
  Object.defineProperties(wrapper, others);
  if (promised !== undefined)
    Object.defineProperty(wrapper, promisify.custom, { value: wrapPromised(promised.value, name) });
  return wrapper;
}

/** Of a function that `util.promisify` knows another form of, that form. */
function wrapPromised(real: AnyFunction, name: string): AnyFunction {
  const key = name.replace('timers.', '');
  // Looked up when called: else util.promisify would lead past the stand-in.
  if (key === 'setTimeout' || key === 'setImmediate')
    return (...args) => Reflect.apply(nodeTimersPromises[key], undefined, args);
  return function (this: unknown, ...args) {
    const standIns = state.foreign.getStore();
    return Reflect.apply(standIns === undefined ? real : standIn(standIns, name), this, args);
  };
}

function standIn(standIns: StandIns, name: string): AnyFunction {
  const found = standIns[name];
  if (found === undefined) {
    throw new Error(`${name} was called by foreign code in virtual time: there is nothing in its place`);
  }
  return found as AnyFunction;
}

/** `Date` that throws only where it would read the clock. Shares the prototype, so `instanceof` holds both ways. */
function wrapDate(real: AnyFunction): AnyFunction {
  const RealDate = real as unknown as DateConstructor;
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined || args.length === 0) {
      const standIns = state.foreign.getStore();
      if (standIns !== undefined) {
        const now = new RealDate(standIn(standIns, 'Date.now')() as number);
        return new.target === undefined ? String(now) : now;
      }
      trip('new Date()');
    }
    if (new.target === undefined) return RealDate();
    if (new.target === wrapper && args.length === 1) return new RealDate(args[0] as number);
    return Reflect.construct(RealDate, args, new.target);
  };
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(RealDate));
  return wrapper;
}

function stateOfProcess(): Tripwires {
  const holder = globalThis as { [stateKey]?: Tripwires };
  holder[stateKey] ??= {
    users: 0,
    onTrip: undefined,
    restore: undefined,
    foreign: new AsyncLocalStorage(),
    programs: 0,
  };
  return holder[stateKey];
}
