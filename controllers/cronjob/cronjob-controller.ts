import { batchV1, type V1CronJob, type V1Job } from '../../api/index.ts';
import { controllerOf, deepEqual, keyOf } from '../../apimachinery/index.ts';
import type { EventRecorder, Indexer, WorkQueue } from '../../client/index.ts';
import {
  type Controller,
  causeOf,
  controllerManagedBy,
  type EventHandler,
  type Manager,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { ownerKey } from '../kit/owner-events.ts';
import { reportAbout } from '../kit/report.ts';
import { CronJobReconciler } from './cronjob-reconciler.ts';
import { indexByCronJob } from './jobs-of.ts';
import { scheduleOf } from './schedule-of.ts';
import { untilNextStartMs } from './schedule-times.ts';

const component = 'cronjob-controller';

/** How many CronJobs are worked on at once: Kubernetes' own number. */
const concurrentSyncs = 5;

/** Adds the controller that starts jobs at their times. Mirrors kubernetes pkg/controller/cronjob. */
export function addCronJobController(manager: Manager): Controller {
  const { clock } = manager.environment;
  const cronJobs = manager.informers.informer(batchV1.cronJobs);
  const jobs = manager.informers.informer(batchV1.jobs);
  indexByCronJob(jobs);
  const recorder = manager.eventRecorderFor(component);
  return controllerManagedBy(manager)
    .named('cronjob')
    .watches(batchV1.cronJobs, cronJobEvents(clock, recorder))
    .watches(batchV1.jobs, new JobEvents(cronJobs.indexer))
    .withOptions({ maxConcurrentReconciles: concurrentSyncs, known: (key) => cronJobs.indexer.get(key) })
    .complete(new CronJobReconciler({ clock, cronJobs, jobs, recorder }));
}

/** Another schedule is looked at when it comes due; all else at once. Mirrors updateCronJob. */
function cronJobEvents(clock: Clock, recorder: EventRecorder): EventHandler<V1CronJob> {
  const add = ({ object }: { readonly object: V1CronJob }, queue: WorkQueue<string>) =>
    queue.add(keyOf(object), causeOf(object));
  return {
    create: add,
    delete: add,
    update({ oldObject, object }, queue) {
      const { spec } = object;
      const isAsBefore =
        oldObject.spec?.schedule === spec?.schedule && oldObject.spec?.timeZone === spec?.timeZone;
      if (isAsBefore) {
        add({ object }, queue);
        return;
      }
      const schedule = scheduleOf(object);
      if ('problem' in schedule) {
        const says = `unparseable schedule for cronjob: ${spec?.schedule}`;
        reportAbout(
          recorder,
          batchV1.cronJobs,
          object,
          causeOf(object),
        )('Warning', 'UnParseableCronJobSchedule', says);
        return;
      }
      const delayMs = untilNextStartMs(object, schedule, clock.now());
      queue.addAfter(keyOf(object), delayMs, causeOf(object), { background: true });
    },
  };
}

/** What happens to a job wakes its CronJob. Mirrors addJob, updateJob, deleteJob. */
class JobEvents implements EventHandler<V1Job> {
  readonly #cronJobs: { readonly type: typeof batchV1.cronJobs; readonly indexer: Indexer<V1CronJob> };

  constructor(indexer: Indexer<V1CronJob>) {
    this.#cronJobs = { type: batchV1.cronJobs, indexer };
  }

  create({ object }: { readonly object: V1Job }, queue: WorkQueue<string>): void {
    this.#wake(object, object, queue);
  }

  delete({ object }: { readonly object: V1Job }, queue: WorkQueue<string>): void {
    this.#wake(object, object, queue);
  }

  update(
    { oldObject, object }: { readonly oldObject: V1Job; readonly object: V1Job },
    queue: WorkQueue<string>,
  ): void {
    if (oldObject.metadata?.resourceVersion === object.metadata?.resourceVersion) return;
    if (!deepEqual(controllerOf(oldObject), controllerOf(object))) this.#wake(oldObject, object, queue);
    this.#wake(object, object, queue);
  }

  #wake(job: V1Job, causedBy: V1Job, queue: WorkQueue<string>): void {
    const reference = controllerOf(job);
    const key = reference && ownerKey(this.#cronJobs, job, reference);
    if (key !== undefined) queue.add(key, causeOf(causedBy));
  }
}
