import type { V1ContainerStateTerminated, V1ContainerStateWaiting } from '../../api/index.ts';
import type { BackOff } from '../../component-helpers/index.ts';
import type { DelayMs } from '../behaviours/behaviours.ts';
import type { DeclaredDevices } from '../devices/declared-devices.ts';
import type { NodeImage } from '../node/node-images.ts';
import type { Probing } from '../probes/probe-state.ts';
import type { Ticks } from '../probes/schedule-probes.ts';
import type { PodObjects } from './pod-references.ts';

/** Where a container is. Times are milliseconds of the environment's clock; what is due then happens then. */
export type ContainerStep =
  /** Not begun: its turn has not come. */
  | { readonly at: 'waiting' }
  | Again<{ readonly at: 'pulling'; readonly sinceMs: number; readonly untilMs: number }>
  /** `untilMs` absent: the failure has not been reacted to. */
  | ({ readonly at: 'pull-failed'; readonly untilMs?: number } & PullError)
  | Again<{ readonly at: 'starting'; readonly untilMs: number }>
  | Running
  /** `noticed`: it was decided that it stays so. */
  | { readonly at: 'exited'; readonly atMs: number; readonly noticed: boolean }
  /** To be started again; `delayMs` 0 is at once. */
  | { readonly at: 'back-off'; readonly delayMs: number; readonly failedMs: number; readonly untilMs: number }
  /** Its image is there, and its environment cannot be made. `untilMs` absent: what is missing is missing still. */
  | {
      readonly at: 'unconfigured';
      readonly message: string;
      readonly sinceMs: number;
      readonly untilMs?: number;
    }
  /** Looked at again then; `untilMs` absent: for good. */
  | { readonly at: 'refused'; readonly reason: string; readonly message: string; readonly untilMs?: number };

/** Why an image has not come. */
export interface PullError {
  readonly reason: string;
  readonly message: string;
}

/** `said`: what was in its way the last time, and is told until it runs or fails again. */
type Again<Step> = Step & { readonly said?: V1ContainerStateWaiting };

export interface Running {
  readonly at: 'running';
  readonly id: string;
  readonly startedAt: string;
  readonly ready: boolean;
  /** Absent: it never becomes ready, or a probe says when. */
  readonly readyAtMs?: number;
  /** Absent: it runs for ever. */
  readonly exit?: Exit;
  /** When it is killed because its memory is above its limit. Absent: as far as one knows, never. */
  readonly oomAtMs?: number;
  /** Absent: it has no probes. */
  readonly probing?: Probing;
  /** Its postStart hook has not ended well: nobody is told that it runs, and nothing else begins. */
  readonly postStart?: PostStart;
  /** It is to stop, and its preStop hook comes first. */
  readonly preStop?: PreStop;
  /** Set once it was asked to stop; it is killed then. */
  readonly killAtMs?: number;
}

/** Whether its startup probe, if it has one, has succeeded. */
export function hasStarted({ probing }: Running): boolean {
  return probing === undefined || probing.started;
}

/** A hook that runs until then; `said` is what was told of its container before. */
export interface PostStart {
  readonly startedMs: number;
  readonly untilMs: number;
  readonly failed?: true;
  readonly said?: V1ContainerStateWaiting;
}

/** A hook that runs until then, of a container that has `graceMs` to stop in all. */
export interface PreStop {
  readonly sinceMs: number;
  readonly graceMs: number;
  readonly untilMs: number;
  /** It has ended. */
  readonly done?: true;
}

export interface Exit {
  readonly atMs: number;
  readonly code: number;
  readonly message?: string;
  /** Default: what the code says. */
  readonly reason?: 'OOMKilled';
}

export interface ContainerState {
  readonly step: ContainerStep;
  readonly restartCount: number;
  /** Runs that ended as declared. */
  readonly ends: number;
  /** The last container that ended, and the one before it. */
  readonly terminated?: V1ContainerStateTerminated;
  readonly previous?: V1ContainerStateTerminated;
  /** It was stopped to be started anew, and has not been: with another image, or as a probe has given it up. */
  readonly again?: 'replaced' | 'unhealthy';
  /** When its probes tick, however often it starts; absent: it has none, or has not started. */
  readonly ticks?: Ticks;
  /** Why its postStart hook failed the last time, until it succeeds. */
  readonly hookFailure?: string;
  readonly crashes?: BackOff;
  readonly pullFailures?: BackOff;
}

export interface PodState {
  /** In the plan's order. */
  readonly containers: readonly ContainerState[];
  readonly startTime: string;
  /** When its kubelet was given it. */
  readonly addedMs: number;
  readonly ip: string;
  /** The sandbox is there: the pod has its address. */
  readonly sandbox: boolean;
  /** Its secrets for registries have been looked for. */
  readonly pullSecretsSeen?: true;
  /** Its volumes are there. */
  readonly mounted?: true;
  /** Where the devices of its claims are; absent: nothing was begun, or there are none. */
  readonly prepare?: 'done' | Preparing;
  /** They could not be made: since when, why, and, where that has changed, when they are tried again. */
  readonly mountFailure?: MountFailure;
  /** Set once the pod is to end. */
  readonly stopping?: Stopping;
  /** All containers are stopped to begin again, as a rule asked for. */
  readonly restarting?: true;
  /** Failed for a reason that no container has: not admitted, took too long. */
  readonly failure?: Failure;
}

export interface Failure {
  readonly reason: string;
  readonly message: string;
  /** Its node ended it for its own sake: a condition says so. */
  readonly disrupted?: true;
  /** The node had taken it before: it has containers to tell of. */
  readonly admitted?: true;
}

/** Devices are being prepared until then, or could not be and are tried again then. */
export interface Preparing {
  readonly at: 'driver' | 'failed';
  readonly untilMs: number;
}

export interface MountFailure {
  readonly sinceMs: number;
  readonly messages: readonly string[];
  readonly untilMs?: number;
}

/** A pod that ends: since when, and when its grace period is over. */
export interface Stopping {
  readonly sinceMs: number;
  readonly deadlineMs: number;
}

/** What decisions ask of the node. */
export interface PodHost {
  /** A number from the pod's own stream; a range that is none draws nothing. */
  draw(delay: DelayMs): number;
  /** When the image is, or will be, on the node; undefined: nobody pulls it. */
  imageAtMs(image: NodeImage): number | undefined;
  /** From `atMs` on it is there. */
  addImage(image: NodeImage, sizeBytes: number, atMs: number): void;
  /** When the kubelet has started. */
  readonly startedMs: number;
  /** A time as objects have it. */
  timeText(ms: number): string;
  /** What the pod refers to. */
  readonly objects: PodObjects;
  /** The drivers of devices that run on the node. */
  readonly drivers: ReadonlyMap<string, DeclaredDevices>;
  /** 64 hex digits. */
  containerId(container: string, restartCount: number): string;
}

/** What to tell about a container. */
export interface ContainerEvent {
  /** Index in the plan; undefined for the pod itself. */
  readonly container: number | undefined;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

export const waiting: ContainerStep = Object.freeze({ at: 'waiting' });
/** What happens to a container, as traces name it. */
export type ContainerAction =
  | 'pull'
  | 'pull-failed'
  | 'start'
  | 'started'
  | 'ready'
  | 'unready'
  | 'probe-failed'
  | 'hook-failed'
  | 'exit'
  | 'back-off'
  | 'refuse'
  | 'kill'
  | 'replace';

/** What happened, as traces tell it. */
export interface ContainerNote {
  /** Index in the plan; undefined for the pod itself. */
  readonly container: number | undefined;
  readonly action: ContainerAction;
}

/** A container nothing has happened to. */
export const untouched: ContainerState = Object.freeze({ step: waiting, restartCount: 0, ends: 0 });
