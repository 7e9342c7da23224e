import {
  batchV1,
  type CoreV1Event,
  coreV1,
  type V1Job,
  type V1JobSpec,
  type V1Pod,
} from '../../../api/index.ts';
import { controllerOf } from '../../../apimachinery/index.ts';
import type { Manager } from '../../../controller-runtime/index.ts';
import { openTestWorld, type TestWorld, type TestWorldOptions } from '../../../testing/index.ts';
import { addGarbageCollector } from '../../garbage-collector/garbage-collector.ts';
import { addJobController } from '../job-controller.ts';

/** A test world with one node, jobs, and what collects them when they are deleted. */
export interface JobWorld extends TestWorld {
  /** All pods there ever were of jobs, by their names. */
  readonly made: ReadonlySet<string>;
  create(name: string, spec?: Partial<V1JobSpec>): Promise<void>;
  job(name: string): Promise<V1Job>;
  pods(): Promise<readonly V1Pod[]>;
  /** `reason: message` of all events about jobs. */
  events(): Promise<readonly string[]>;
  /** Ends the controllers in the midst of what they do, and starts others in their place. */
  crash(): void;
}

export interface JobWorldOptions extends Omit<TestWorldOptions, 'managers' | 'nodes' | 'latency' | 'around'> {
  /** How late the events of a watch come. Default: at once. */
  readonly watchDelayMs?: (path: string) => number;
  /** Told of every version of a job. */
  readonly onJob?: (job: V1Job) => void;
}

/** Opens it. Containers end with 0 after some seconds, unless behaviours say something else. */
export async function openJobWorld({
  watchDelayMs,
  onJob,
  ...options
}: JobWorldOptions = {}): Promise<JobWorld> {
  const made = new Set<string>();
  let life = 1;
  const actorOf = (number: number) => `controller-manager-${number}`;
  const world = await openTestWorld({
    ...options,
    nodes: 1,
    latency: ({ kind, fields }) => (kind === 'watch-event' ? (watchDelayMs?.(String(fields.path)) ?? 0) : 0),
    managers: { [actorOf(life)]: add },
    around: (actor, direct) => ({
      // What has crashed is not answered any more.
      request: (request) =>
        /^controller-manager/.test(actor) && actor !== actorOf(life)
          ? new Promise(() => {})
          : direct.request(request),
    }),
  });
  // By plain calls: whatever happens to the controllers' messages, this sees all.
  await world.run(() => world.cluster.manage('observer', (manager) => observe(manager, made, onJob)));
  const { run, user, cluster, control } = world;
  return {
    ...world,
    made,
    create: async (name, spec = {}) =>
      void (await run(() => user.create(batchV1.jobs, jobNamed(name, spec)))),
    job: (name) => run(() => user.get(batchV1.jobs, { namespace: 'default', name })),
    pods: async () => (await run(() => user.list(coreV1.pods, { namespace: 'default' }))).items,
    events: async () => (await run(() => user.list(coreV1.events, {}))).items.flatMap(told),
    crash() {
      life++;
      control.environment.spawn('restart', async () => void (await cluster.manage(actorOf(life), add)));
    },
  };
}

function add(manager: Manager): void {
  addJobController(manager);
  addGarbageCollector(manager);
}

function observe(manager: Manager, made: Set<string>, onJob: ((job: V1Job) => void) | undefined): void {
  const note = (pod: V1Pod) => {
    if (controllerOf(pod)?.kind === 'Job') made.add(pod.metadata?.name ?? '');
  };
  manager.informers.informer(coreV1.pods).addEventHandler({ onAdd: note, onUpdate: (_, pod) => note(pod) });
  const jobs = manager.informers.informer(batchV1.jobs);
  jobs.addEventHandler({ onAdd: (job) => onJob?.(job), onUpdate: (_, job) => onJob?.(job) });
}

function told({ involvedObject, reason, message }: CoreV1Event): readonly string[] {
  return involvedObject.kind === 'Job' ? [`${reason}: ${message}`] : [];
}

/** A job whose pods need no scheduler. */
function jobNamed(name: string, { template, ...spec }: Partial<V1JobSpec>): V1Job {
  const containers = [{ name: 'main', image: 'work:1' }];
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: {
      ...spec,
      template: { spec: { restartPolicy: 'Never', nodeName: 'node-1', containers }, ...template },
    },
  };
}
