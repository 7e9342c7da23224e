import type { Client } from '../../client/index.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { WorldControl } from '../../environment/index.ts';
import type { ArgumentReader } from './argument-reader.ts';

/** What a command can do things with. */
export interface CommandContext {
  readonly control: WorldControl;
  readonly cluster: Cluster;
  /** Its writes say which step made them. */
  readonly client: Client;
}

/** A step whose argument has been read. */
export interface PreparedStep {
  /** For the timeline: `apply Deployment default/web`. */
  readonly summary: string;
  /** Rejects with a StepFailure, or an error of the API, if the step fails. */
  run(context: CommandContext): Promise<void>;
}

/** One word of the scenario language. */
export interface Command {
  readonly name: string;
  /** One sentence for the reference. */
  readonly help: string;
  readonly example: string;
  /** JSON Schema of the argument, for editors. */
  readonly schema: object;
  /** Reads and checks the argument before anything runs. Throws ScenarioError. */
  prepare(argument: ArgumentReader): PreparedStep;
}

/** What a scenario expected did not come; `detail` is a diff or the like, for people. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly detail: string;

  constructor(message: string, detail = '') {
    super(message);
    this.detail = detail;
  }
}
