import type { Client } from '../client/index.ts';
import type { Cluster } from '../cluster/index.ts';
import type { Cause, WorldControl } from '../environment/index.ts';

/** What a step can do things with. */
export interface StepContext {
  readonly control: WorldControl;
  readonly cluster: Cluster;
  /** Its writes say which step made them. */
  readonly client: Client;
  /** The step, for what it does by other means. */
  readonly cause: Cause;
}

/** A step whose argument has been read. */
export interface PreparedStep {
  /** For the timeline: `apply Deployment default/web`. */
  readonly summary: string;
  /** Rejects with a StepFailure, or an error of the API, if the step fails. */
  run(context: StepContext): Promise<void>;
}
