import { batchV1, coreV1, type V1CronJob, type V1CronJobSpec, type V1Job } from '../../../api/index.ts';
import { formatTime } from '../../../apimachinery/index.ts';
import { type Intercept, openTestWorld, type TestWorld } from '../../../testing/index.ts';
import { addCronJobController } from '../cronjob-controller.ts';

/** A test world with CronJobs, whose jobs nobody runs: the test says when they end. */
export interface CronJobWorld extends TestWorld {
  create(spec: Partial<V1CronJobSpec>, status?: V1CronJob['status']): Promise<void>;
  cronJob(): Promise<V1CronJob>;
  change(spec: Partial<V1CronJobSpec>): Promise<void>;
  /** By name. */
  jobs(): Promise<readonly V1Job[]>;
  names(): Promise<readonly string[]>;
  /** Makes a job complete, or fail. */
  end(name: string, type?: string): Promise<void>;
  /** `reason: message` of all events about CronJobs, in the order of their first time. */
  events(): Promise<readonly string[]>;
  wait(minutes: number): Promise<void>;
}

export interface CronJobWorldOptions {
  readonly intercept?: Intercept;
  /** Whether the controller runs from the beginning. Default true. */
  readonly running?: boolean;
  /** How late the events of a watch come. Default: at once. */
  readonly watchDelayMs?: (path: string) => number;
}

const key = { namespace: 'default', name: 'tick' };

/** Opens it: it is midnight of the new year 2026. */
export async function openCronJobWorld({
  intercept,
  running = true,
  watchDelayMs,
}: CronJobWorldOptions = {}): Promise<CronJobWorld> {
  const world = await openTestWorld({
    ...(intercept && { intercept }),
    latency: ({ kind, fields }) => (kind === 'watch-event' ? (watchDelayMs?.(String(fields.path)) ?? 0) : 0),
    managers: running ? { 'controller-manager': addCronJobController } : {},
  });
  const { run, user, control } = world;
  const jobs = async () => {
    const { items } = await run(() => user.list(batchV1.jobs, { namespace: key.namespace }));
    return items.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  };
  return {
    ...world,
    jobs,
    names: async () => (await jobs()).map(nameOf),
    async create(spec, status) {
      await run(async () => {
        const created = await user.create(batchV1.cronJobs, cronJobOf(spec));
        if (status !== undefined) await user.updateStatus(batchV1.cronJobs, { ...created, status });
      });
    },
    cronJob: () => run(() => user.get(batchV1.cronJobs, key)),
    change: async (spec) =>
      void (await run(() => user.patch(batchV1.cronJobs, key, { type: 'merge', body: { spec } }))),
    async end(name, type = 'Complete') {
      const interim = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
      const now = formatTime(control.environment.clock.now());
      const conditions = [interim, type].map((one) => ({
        type: one,
        status: 'True',
        lastTransitionTime: now,
      }));
      const completed = type === 'Complete' && { completionTime: now };
      await run(async () => {
        const job = await user.get(batchV1.jobs, { ...key, name });
        const status = { startTime: now, conditions, ...completed };
        await user.updateStatus(batchV1.jobs, { ...job, status });
      });
      await control.runFor(1000);
    },
    async events() {
      const { items } = await run(() => user.list(coreV1.events, {}));
      return items
        .filter(({ involvedObject }) => involvedObject.kind === 'CronJob')
        .toSorted((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
        .map(({ reason, message }) => `${reason}: ${message}`);
    },
    wait: (minutes) => control.runFor(minutes * 60_000),
  };
}

function nameOf({ metadata }: V1Job): string {
  return metadata?.name ?? '';
}

function cronJobOf(spec: Partial<V1CronJobSpec>): V1CronJob {
  const containers = [{ name: 'main', image: 'work:1' }];
  const template = { spec: { restartPolicy: 'Never', containers } };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: key,
    spec: { schedule: '*/10 * * * *', jobTemplate: { spec: { template } }, ...spec },
  };
}
