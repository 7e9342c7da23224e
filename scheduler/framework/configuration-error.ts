/** What is wrong with one field of a configuration. */
export interface ConfigurationProblem {
  /** `profiles[0].plugins.filter.enabled[1]`; '' for the whole. */
  readonly path: string;
  /** As kube-scheduler says it. */
  readonly message: string;
}

/** A configuration of a scheduler that is none. The message tells each problem in a line, with its place if that is known. */
export class SchedulerConfigurationError extends Error {
  override readonly name = 'SchedulerConfigurationError';
  readonly problems: readonly ConfigurationProblem[];

  /** `place`: where a field stands, as `file:line:column`. */
  constructor(problems: readonly ConfigurationProblem[], place?: (path: string) => string) {
    const lines = problems.map(({ path, message }) => (place ? `${place(path)}: ${message}` : message));
    super(lines.join('\n'));
    this.problems = problems;
  }
}
