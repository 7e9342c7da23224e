/** A configuration of a scheduler that is none. The message is kube-scheduler's. */
export class SchedulerConfigurationError extends Error {
  override readonly name = 'SchedulerConfigurationError';
  /** The field that is wrong: `profiles[0].plugins.filter.enabled[1]`; '' where it is none. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}
