import { type ConformanceSection, shownIn } from './section.ts';

const manager = shownIn('controller-runtime/manager.test.ts');
const run = shownIn('controller-runtime/manager-run.test.ts');
const groups = shownIn('controller-runtime/runnable-groups.test.ts');
const leadership = shownIn('controller-runtime/leadership.test.ts');
const serving = shownIn('controller-runtime/manager-serving.test.ts');
const health = shownIn('controller-runtime/serving/health-checks.test.ts');
const requests = shownIn('client/request-counts.test.ts');
const told = shownIn('cluster/introspection.test.ts');

export const managerRules: ConformanceSection = {
  title: 'Manager',
  source: 'controller-runtime pkg/manager, pkg/healthz, pkg/metrics',
  rules: [
    manager(
      'should start the cache before starting anything else',
      'should start the cache before starting anything else',
    ),
    groups(
      'start order and stop order of the runnable groups (M1)',
      'each group starts when the one before it is ready, and writers stop before what they read from',
    ),
    manager(
      'should immediately start the Component if the Manager has already started',
      'should immediately start the component if the manager has already started',
    ),
    run('should fail if attempted to start a second time', 'should fail if attempted to start a second time'),
    manager(
      'should refuse to add runnable if stop procedure is already engaged',
      'should refuse to add runnable if stop procedure is already engaged',
    ),
    manager('should wait for runnables to stop', 'should wait for runnables to stop'),
    run(
      'should return an error if any Components fail to Start and wait for runnables to stop',
      'should return an error if any component fails, and wait for the others to stop',
    ),
    run(
      'should return both runnables and stop errors when both error; only stop errors',
      'should return both runnables and stop errors when both error',
      'should return only stop errors if runnables do not error',
    ),
    run(
      'should not return runnables context.Canceled errors',
      'should not return the errors of runnables that end because they are told to',
    ),
    run(
      'gracefulShutdownTimeout of 0, below 0, and its default',
      'should not wait for runnables if gracefulShutdownTimeout is 0',
      'should wait forever for runnables if gracefulShutdownTimeout is below 0',
    ),
    groups('one time for all groups', 'the time to stop is one for all groups'),
    run('should not leak goroutines when stopped', 'should leave nothing behind when stopped'),
    leadership(
      'should only cancel the leader election after all runnables are done',
      'should only cancel the leader election after all runnables are done',
    ),
    leadership(
      'should disable gracefulShutdown when stopping to lead; error when leadership is lost',
      'should disable gracefulShutdown when stopping to lead',
    ),
    leadership(
      'should prevent leader election when shutting down a non-elected manager',
      'should prevent leader election when shutting down a non-elected manager',
    ),
    leadership(
      'should release lease if ElectionReleaseOnCancel is true',
      'should release lease only if releaseOnCancel is true',
      'of several managers one works, and the next one when it ends',
    ),
    leadership(
      'custom lock, labels of the lease; wrong parameters',
      'should use the custom lock, and set the labels of the Lease',
      'should return an error if leader election param incorrect',
    ),
    leadership(
      'should run warmup runnables before leader election is won',
      'what only a leader does waits for the election, what has to be warm before does not',
    ),
    serving(
      'should serve metrics endpoint, in its registry, and stop serving; bind address in use',
      'a manager tells its metrics and what it does by a call, in virtual time too',
      'should serve metrics and health until it is stopped, and say when an address is in use',
    ),
    serving(
      'should serve extra endpoints; nothing other than metrics by default; the filter provider',
      'should serve what is added before it starts, and nothing other',
      'should put the filter around all that is served with the metrics',
    ),
    serving(
      'should serve readiness and liveness endpoint',
      'should serve readiness and liveness, each with its checks',
    ),
    health(
      'healthz: aggregated checks, excluded ones, verbose output',
      'should return healthy if all checks succeed, and unhealthy if one fails',
      'should ignore excluded checks when determining health, and be fine with one that does not exist',
    ),
    health(
      'healthz: individual checks, ping',
      'should tell of the requested check alone',
      'should always return a ping endpoint if no other ones are present',
    ),
    requests(
      'rest_client_requests_total',
      'requests are counted by method and code, those without an answer too',
    ),
    told(
      'the built-in controllers are seen the same way',
      'what the built-in controllers do is told by the cluster, and by its API server',
    ),
  ],
  leftOut: [
    'Scheme, MapperProvider: the type of each call says what they find out',
    'BaseContext: what a runnable needs besides its signal it is made with',
    'EventBroadcaster: recorders are given by `eventRecorderFor`',
    'a default address of the metrics: nothing listens unless it is asked for',
    'pprof: Node has an inspector of its own',
    'a self-signed certificate for metrics: certificates are files',
    'resource locks other than Leases, which Kubernetes has no more',
  ],
};
