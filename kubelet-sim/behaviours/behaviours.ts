import type { V1Container, V1Pod } from '../../api/index.ts';
import type { Random } from '../../environment/index.ts';
import type { LogRow } from '../logs/log-row.ts';
import type { DeclaredOutcomes } from '../probes/declared-outcomes.ts';
import type { DeclaredUsage } from '../usage/declared-usage.ts';

/** A time in milliseconds, or a range from which one is drawn (both ends may come). */
export type DelayMs = number | readonly [min: number, max: number];

/** A text in which `*` stands for any characters; or several, of which one must fit. */
export type Patterns = string | readonly string[];

/** Which containers a behaviour is for: all that is given must fit. */
export interface BehaviourMatch {
  readonly namespace?: Patterns;
  /** The pod's name. */
  readonly name?: Patterns;
  readonly node?: Patterns;
  readonly container?: Patterns;
  readonly image?: Patterns;
  /** Labels of the pod. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What containers do once a kubelet has them. JSON; `behaviour-fields.ts` has each field with meaning and default. */
export interface PodBehaviour {
  readonly match?: BehaviourMatch;
  /** True: what it leaves out is as the next that matches says, not as the preset has it. */
  readonly partial?: boolean;
  readonly pull?: {
    readonly delayMs?: DelayMs;
    readonly fail?: string;
    readonly secret?: boolean;
    readonly sizeBytes?: number;
  };
  readonly start?: { readonly delayMs?: DelayMs };
  readonly ready?: { readonly afterMs?: DelayMs; readonly never?: boolean };
  readonly run?: {
    readonly exit?: Omit<DeclaredExit, 'afterMs'> & { readonly afterMs?: DelayMs };
    readonly times?: number;
    readonly forever?: boolean;
  };
  readonly postStart?: { readonly delayMs?: DelayMs; readonly fail?: string };
  readonly preStop?: { readonly delayMs?: DelayMs; readonly fail?: string };
  readonly usage?: DeclaredUsage;
  readonly probes?: {
    readonly takesMs?: DelayMs;
    readonly startup?: DeclaredOutcomes;
    readonly liveness?: DeclaredOutcomes;
    readonly readiness?: DeclaredOutcomes;
    readonly times?: number;
  };
  readonly stop?: {
    readonly delayMs?: DelayMs;
    readonly exitCode?: number;
    readonly ignoresSigterm?: boolean;
  };
  readonly logs?: readonly LogRow[];
  readonly localLogs?: { readonly file?: string; readonly previousFile?: string };
  readonly localAttach?: { readonly file: string };
  readonly exec?: readonly DeclaredCommand[];
  readonly localExec?: LocalPlace;
  readonly http?: readonly DeclaredAnswer[];
  readonly process?: DeclaredProcess;
}

/** A program of this machine that a container is. */
export interface DeclaredProcess extends LocalPlace {
  readonly command: readonly string[];
}

/** Where and as who a program of this machine runs. */
export interface LocalPlace {
  readonly workDir?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly user?: number;
  readonly group?: number;
}

/** A command that can be run in a container, and what it does. */
export interface DeclaredCommand {
  readonly command: string;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  readonly delayMs?: DelayMs;
}

/** What a container answers to requests. */
export interface DeclaredAnswer {
  readonly port?: number;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly delayMs?: DelayMs;
  readonly localPort?: number;
  readonly localHost?: string;
  readonly localCommand?: readonly string[];
}

/**
 * In order: of those that match a container the first counts, and what it leaves out is as the preset has it; with those that are
 * partial, the next counts, too.
 */
export type PodBehaviours = readonly PodBehaviour[];

/** What is not declared: `default` takes times as a real node does, `instant` takes none. */
export type BehaviourPreset = 'default' | 'instant';

/** How a container ends by itself. */
export interface DeclaredExit {
  readonly code: number;
  readonly afterMs: DelayMs;
  /** What it leaves where its pod looks for a message. */
  readonly message?: string;
  /** The end of its log. */
  readonly log?: string;
}

/** Everything that is known about how one container will behave. */
export interface ContainerBehaviour {
  readonly pull: {
    readonly delayMs: DelayMs;
    readonly fail?: string;
    /** It succeeds only with a pull secret. */
    readonly secret: boolean;
    readonly sizeBytes: number;
  };
  readonly start: { readonly delayMs: DelayMs };
  readonly ready: { readonly afterMs: DelayMs; readonly never: boolean };
  readonly run: {
    /** What is declared; absent: nothing. */
    readonly exit?: DeclaredExit;
    /** How many runs end so, before one is as if nothing were declared. */
    readonly times?: number;
    /** Where nothing is declared, it does not end, whatever it is. */
    readonly forever: boolean;
  };
  readonly probes: {
    readonly takesMs: DelayMs;
    /** What each meets; absent: success. */
    readonly startup?: DeclaredOutcomes;
    readonly liveness?: DeclaredOutcomes;
    /** Absent: success as soon as it is ready. */
    readonly readiness?: DeclaredOutcomes;
    /** How many runs of the container go so, before nothing is declared of one. */
    readonly times?: number;
  };
  readonly postStart: { readonly delayMs: DelayMs; readonly fail?: string };
  readonly preStop: { readonly delayMs: DelayMs; readonly fail?: string };
  readonly stop: { readonly delayMs: DelayMs; readonly exitCode: number; readonly ignoresSigterm: boolean };
  /** It is a program of this machine, and nothing else says when it ends. */
  readonly process?: DeclaredProcess;
  /** The behaviour that says what it uses. */
  readonly usageOf?: PodBehaviour;
}

const sizeBytes = 50_000_000;

const presets: Readonly<Record<BehaviourPreset, ContainerBehaviour>> = {
  default: {
    pull: { delayMs: [300, 1200], secret: false, sizeBytes },
    start: { delayMs: [50, 150] },
    ready: { afterMs: 0, never: false },
    run: { forever: false },
    probes: { takesMs: [2, 10] },
    postStart: { delayMs: [10, 50] },
    preStop: { delayMs: [10, 50] },
    stop: { delayMs: [50, 100], exitCode: 0, ignoresSigterm: false },
  },
  instant: {
    pull: { delayMs: 0, secret: false, sizeBytes },
    start: { delayMs: 0 },
    ready: { afterMs: 0, never: false },
    run: { forever: false },
    probes: { takesMs: 0 },
    postStart: { delayMs: 0 },
    preStop: { delayMs: 0 },
    stop: { delayMs: 0, exitCode: 0, ignoresSigterm: false },
  },
};

/**
 * How long a container runs of which nothing is declared and that is there to end: an init container, and a main one that
 * is not restarted when it ends well.
 */
export const runMs: Readonly<Record<BehaviourPreset, Readonly<Record<'init' | 'main', DelayMs>>>> = {
  default: { init: [50, 150], main: [1000, 3000] },
  instant: { init: 0, main: 0 },
};

/** A delay; a range that is none draws nothing. */
export function drawn(delay: DelayMs, random: Pick<Random, 'next'>): number {
  if (typeof delay === 'number') return delay;
  const [min, max] = delay;
  return min === max ? min : Math.round(min + random.next() * (max - min));
}

/** The behaviour of one container of a pod, by those of `behaviours` that count for it. */
export function behaviourOf(
  behaviours: PodBehaviours,
  preset: BehaviourPreset,
  pod: V1Pod,
  container: V1Container,
): ContainerBehaviour {
  const found = counting(behaviours, pod, container);
  const base = presets[preset];
  if (found.length === 0) return base;
  const usageOf = found.find(({ usage }) => usage !== undefined);
  return completed(Object.assign({}, ...found.toReversed()), base, usageOf);
}

/** What a behaviour says of a container, apart from which. */
export type BehaviourPart = Exclude<keyof PodBehaviour, 'match' | 'partial'>;

/** The behaviour that counts for these parts of a container; undefined: none does. */
export function declaredFor(
  behaviours: PodBehaviours,
  pod: V1Pod,
  container: V1Container,
  ...parts: readonly BehaviourPart[]
): PodBehaviour | undefined {
  return behaviours.find(
    (one) =>
      (one.partial !== true || parts.some((part) => one[part] !== undefined)) && isFor(one, pod, container),
  );
}

/** Those that match, up to the first that is whole. */
function counting(behaviours: PodBehaviours, pod: V1Pod, container: V1Container): PodBehaviours {
  const found: PodBehaviour[] = [];
  for (const behaviour of behaviours) {
    if (!isFor(behaviour, pod, container)) continue;
    found.push(behaviour);
    if (behaviour.partial !== true) break;
  }
  return found;
}

function isFor({ match }: PodBehaviour, pod: V1Pod, container: V1Container): boolean {
  return match === undefined || matches(match, pod, container);
}

function completed(
  { pull, start, ready, run, probes, postStart, preStop, stop, process }: PodBehaviour,
  base: ContainerBehaviour,
  usageOf: PodBehaviour | undefined,
): ContainerBehaviour {
  return {
    pull: { ...base.pull, ...pull },
    start: { ...base.start, ...start },
    ready: { ...base.ready, ...ready },
    run: {
      forever: process !== undefined || (run?.forever ?? false),
      ...(run?.exit === undefined ? {} : { exit: { afterMs: 0, ...run.exit } }),
      ...(run?.times === undefined ? {} : { times: run.times }),
    },
    probes: { ...base.probes, ...probes },
    postStart: { ...base.postStart, ...postStart },
    preStop: { ...base.preStop, ...preStop },
    // Whether it stops when it is asked to is its own doing.
    stop: { ...base.stop, ...stop, ...(process && { ignoresSigterm: true }) },
    ...(process && { process }),
    ...(usageOf && { usageOf }),
  };
}

function matches(match: BehaviourMatch, pod: V1Pod, container: V1Container): boolean {
  const { namespace, name, labels } = pod.metadata ?? {};
  return (
    fits(match.image, container.image) &&
    fits(match.container, container.name) &&
    fits(match.name, name) &&
    fits(match.namespace, namespace) &&
    fits(match.node, pod.spec?.nodeName) &&
    Object.entries(match.labels ?? {}).every(([key, pattern]) => fits(pattern, labels?.[key]))
  );
}

function fits(patterns: Patterns | undefined, text: string | undefined): boolean {
  if (patterns === undefined) return true;
  if (text === undefined) return false;
  if (typeof patterns === 'string') return matchesPattern(patterns, text);
  return patterns.some((pattern) => matchesPattern(pattern, text));
}

/** `*` is any run of characters. Linear in practice: each part is looked for once, from where the last one ended. */
export function matchesPattern(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  if (parts.length === 1) return pattern === text;
  const last = parts[parts.length - 1] ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
