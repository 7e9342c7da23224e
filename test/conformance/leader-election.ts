import { type ConformanceSection, shownIn } from './section.ts';

const elector = shownIn('client/leader-election/leader-elector.test.ts');

export const leaderElectionRules: ConformanceSection = {
  title: 'Leader election',
  source: 'client-go tools/leaderelection, resourcelock',
  rules: [
    elector('TestTryAcquireOrRenewLeases (8)', 'an attempt %s'),
    elector(
      '15, 10 and 2 seconds; acquireTime and transitions are kept on renewal; the fast path (TestFastPathLeaderElection)',
      'a leader renews what it last saw, keeping since when it leads',
    ),
    elector(
      'The slow path after a conflict (TestFastPathLeaderElection)',
      'a leader whose lock was written by somebody else reads it, and renews it',
    ),
    elector(
      'The renew deadline',
      'a leader that cannot renew for ten seconds leads no more, and another takes the lock',
      'an answer that never comes is no renewal',
    ),
    elector('Clocks may differ', 'what clock another candidate has does not count (%s)'),
    elector('Jitter of 1.2 periods', 'candidates wait 2 to 4.4 seconds, at random'),
    elector(
      'TestReleaseOnCancellation_Leases, TestReleaseLeaseLeases, events and OnNewLeader',
      'a leader that is stopped releases its lock if it is told to (%s)',
    ),
    elector(
      'TestReleaseMethodCallsGet, TestReleaseRetriesOnConflict',
      'a release reads the lock first, and again after a conflict',
      'a lock that another has taken meanwhile is left to it',
    ),
    elector(
      'OnStoppedLeading is always called',
      'a candidate that is stopped before it leads has stopped, and never started',
      'a crash calls nobody, and releases nothing',
    ),
    elector(
      'Check, HealthzAdaptor (TestCheckMethodRace, TestLeaderElectionHealthChecker)',
      'who leads without having renewed for too long is unwell; who does not lead is well',
    ),
    elector(
      'TestLeaderElectionConfigValidation',
      'times that do not fit together are refused: %j',
      'a candidate without an identity is refused',
    ),
  ],
  leftOut: [
    'Coordinated leader election (TestTryCoordinatedRenew, LeaseCandidate): alpha, and off in 1.36.',
    'TestLeaseSpecToLeaderElectionRecordRoundTrip: the record is the spec of the Lease.',
    'MultiLock and locks other than Leases: gone upstream.',
  ],
};
