import { batchV1, coreV1 } from '../../api/index.ts';
import { exponentialRateLimiter } from '../../client/index.ts';
import { type Controller, controllerManagedBy, type Manager } from '../../controller-runtime/index.ts';
import { indexByNamespace } from '../kit/controller-index.ts';
import { adds, KeyTimers } from '../kit/key-timers.ts';
import { jobEvents } from './job-events.ts';
import { JobMemory } from './job-memory.ts';
import { JobPods } from './job-pods.ts';
import { JobReconciler } from './job-reconciler.ts';
import { addOrphanPods, retryMs, retryMsMax } from './orphan-pods.ts';
import { PodEvents } from './pod-events.ts';
import { indexJobPods } from './tracked-pods.ts';

/** How many jobs are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/** Adds the controller that runs the pods of jobs to their end. Mirrors kubernetes pkg/controller/job. */
export function addJobController(manager: Manager): Controller {
  const { clock, trace } = manager.environment;
  const jobs = manager.informers.informer(batchV1.jobs);
  const pods = manager.informers.informer(coreV1.pods);
  indexByNamespace(jobs);
  indexJobPods(pods);
  const memory = new JobMemory(clock);
  const orphans = addOrphanPods(manager, jobs, pods);
  const timers = new KeyTimers(
    'job-timers',
    clock,
    adds(() => controller.queue, trace),
  );
  const recorder = manager.eventRecorderFor('job-controller');
  const jobPods = new JobPods(pods, memory);
  const controller: Controller = controllerManagedBy(manager)
    .named('job')
    .watches(batchV1.jobs, jobEvents(pods.indexer, memory, orphans.add))
    .watches(coreV1.pods, new PodEvents(jobs, memory, orphans.add))
    .withOptions({
      maxConcurrentReconciles: concurrentSyncs,
      rateLimiter: exponentialRateLimiter(retryMs, retryMsMax),
      known: (key) => jobs.indexer.get(key),
    })
    .complete(new JobReconciler({ clock, jobs, pods, jobPods, memory, timers, recorder }));
  manager.add(timers);
  return controller;
}
