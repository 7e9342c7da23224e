export interface ElectionTimes {
  /** A candidate waits for so long, without seeing the record change, before it takes the lock. Default 15 s. */
  readonly leaseDurationMs: number;
  /** The leader tries for so long to renew its lease before it leads no more. Default 10 s. */
  readonly renewDeadlineMs: number;
  /** Between two tries of either. Default 2 s. */
  readonly retryPeriodMs: number;
}

/** Those of Kubernetes' own components. */
export const defaultElectionTimes: ElectionTimes = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};

/** Candidates wait for up to so many periods more than one, at random, so that they do not all come at once. */
export const jitterFactor = 1.2;

/** Throws, with client-go's texts, for times with which a leader could not keep its lease, or could keep it for ever. */
export function checkElectionTimes({ leaseDurationMs, renewDeadlineMs, retryPeriodMs }: ElectionTimes): void {
  const mustHold: readonly [boolean, string][] = [
    [leaseDurationMs > renewDeadlineMs, 'leaseDuration must be greater than renewDeadline'],
    [
      renewDeadlineMs > jitterFactor * retryPeriodMs,
      'renewDeadline must be greater than retryPeriod*JitterFactor',
    ],
    [leaseDurationMs > 0, 'leaseDuration must be greater than zero'],
    [renewDeadlineMs > 0, 'renewDeadline must be greater than zero'],
    [retryPeriodMs > 0, 'retryPeriod must be greater than zero'],
  ];
  const broken = mustHold.find(([holds]) => !holds);
  if (broken !== undefined) throw new Error(broken[1]);
}
