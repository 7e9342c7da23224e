import type { PreparedStep } from '../prepared-step.ts';
import type { ArgumentReader } from './argument-reader.ts';

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
