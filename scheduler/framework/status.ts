/** Why a plugin says no. Mirrors kube-scheduler framework (Code). */
export type StatusCode =
  /** Something failed that has nothing to do with the pod: it is tried again after a while. */
  | 'Error'
  /** Not now; fewer pods there would help. */
  | 'Unschedulable'
  /** Not now, and no pod that goes would help. */
  | 'UnschedulableAndUnresolvable';

/** A plugin's no. A yes is no Status at all. Immutable; plugins share one for all pods and nodes where they can. */
export class Status {
  readonly code: StatusCode;
  readonly plugin: string;
  readonly reasons: readonly string[];

  constructor(code: StatusCode, plugin: string, ...reasons: readonly string[]) {
    this.code = code;
    this.plugin = plugin;
    this.reasons = reasons;
  }

  get message(): string {
    return this.reasons.join(', ');
  }

  /** True for a no to this pod, false for a failure. */
  get rejected(): boolean {
    return this.code !== 'Error';
  }
}
