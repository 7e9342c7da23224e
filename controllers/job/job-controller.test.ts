import { describe, expect, it } from 'vitest';
import { batchV1, coreV1, type V1Job, type V1Pod } from '../../api/index.ts';
import { type ApiRequest, isConditionTrue, StatusError } from '../../apimachinery/index.ts';
import { parseBehaviours } from '../../cluster/index.ts';
import { openJobWorld } from './testing/job-world.ts';
import { isTracked } from './tracked-pods.ts';

const namespace = 'default';
const secondMs = 1000;

/** What containers of jobs do. */
const exits = (code: number, afterMs: number) => parseBehaviours([{ run: { exit: { code, afterMs } } }]);
const forever = parseBehaviours([{ run: { forever: true } }]);

/** All that a job says it has had, counted or not. */
function counted({ status = {} }: V1Job): number {
  const { succeeded = 0, failed = 0, uncountedTerminatedPods: uncounted } = status;
  return succeeded + failed + (uncounted?.succeeded?.length ?? 0) + (uncounted?.failed?.length ?? 0);
}

const isUntracking = ({ method, path }: Pick<ApiRequest, 'method' | 'path'>) =>
  method === 'PATCH' && /\/pods\/[^/]+$/.test(path);

function unavailable(): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'InternalError',
    code: 500,
    message: 'out of order',
  });
}

describe('each pod is counted once', () => {
  it.each([
    ['jobs', 1],
    ['pods', 1],
    ['jobs', 2],
    ['pods', 2],
  ])('with a cache of %s that is behind, seed %i', async (resource, seed) => {
    const world = await openJobWorld({
      seed,
      watchDelayMs: (path) => (path.endsWith(`/${resource}`) ? 2500 : 0),
      onJob: ({ spec, status = {} }) => {
        const { succeeded = 0, active = 0 } = status;
        expect(succeeded + active).toBeLessThanOrEqual(spec?.completions ?? 0);
      },
    });
    await world.create('one', { completions: 1 });
    await world.create('many', { completions: 7, parallelism: 3 });
    await world.control.settle();
    const jobs = [await world.job('one'), await world.job('many')];
    expect(jobs.map(({ status }) => status?.succeeded)).toEqual([1, 7]);
    expect(jobs.every(({ status }) => isConditionTrue(status?.conditions, 'Complete'))).toBe(true);
    expect(world.made.size).toBe(8);
    expect((await world.pods()).some(isTracked)).toBe(false);
  });

  it('whatever fails between telling of it and letting it go', async () => {
    let failures = 6;
    const world = await openJobWorld({
      intercept: (request) => {
        if (isUntracking(request) && failures-- > 0) throw unavailable();
        return undefined;
      },
    });
    await world.create('work', { completions: 5, parallelism: 3 });
    await world.control.settle();
    expect((await world.job('work')).status).toMatchObject({ succeeded: 5, uncountedTerminatedPods: {} });
    expect(failures).toBeLessThan(0);
    expect(world.made.size).toBe(5);
    expect(world.errors.length).toBeGreaterThan(0);
  });

  it.each([1, 2, 3])('by a controller that crashes in between and starts again, seed %i', async (seed) => {
    let crashes = 3;
    let crash = (): void => {};
    const world = await openJobWorld({
      seed,
      behaviours: exits(0, 500),
      intercept: (request) => {
        if (!isUntracking(request) || crashes === 0) return undefined;
        crashes--;
        crash();
        return new Promise(() => {});
      },
    });
    crash = world.crash;
    await world.create('work', { completions: 6, parallelism: 2 });
    await world.control.settle();
    expect(crashes).toBe(0);
    const job = await world.job('work');
    expect(job.status).toMatchObject({ succeeded: 6, uncountedTerminatedPods: {} });
    expect([counted(job), world.made.size]).toEqual([6, 6]);
  });
});

describe('no pod is left held', () => {
  it.each([0, 400, 900, 1500, 2200, 3100])(
    'by a job that is deleted %i ms after its pods began',
    async (delayMs) => {
      const world = await openJobWorld({ behaviours: exits(0, 1200) });
      await world.create('work', { completions: 4, parallelism: 2 });
      await world.control.runFor(secondMs + delayMs);
      const propagationPolicy = delayMs % 200 === 0 ? 'Background' : 'Foreground';
      await world.run((user) =>
        user.delete(batchV1.jobs, { namespace, name: 'work' }, { propagationPolicy }),
      );
      await world.control.settle();
      expect(await world.pods()).toEqual([]);
      await expect(world.job('work')).rejects.toThrow('not found');
    },
  );

  it('by one that is done, or that nobody looks after while it is deleted', async () => {
    const world = await openJobWorld({ behaviours: forever });
    await world.create('left', { parallelism: 2 });
    await world.control.runFor(5 * secondMs);
    const [pod] = await world.pods();
    const body = { metadata: { ownerReferences: null } };
    const name = pod?.metadata?.name ?? '';
    await world.run((user) => user.patch(coreV1.pods, { namespace, name }, { type: 'merge', body }));
    await world.run((user) =>
      user.delete(batchV1.jobs, { namespace, name: 'left' }, { propagationPolicy: 'Orphan' }),
    );
    await world.control.runFor(30 * secondMs);
    const pods = await world.pods();
    expect(pods.map(isTracked)).toEqual([false, false]);
  });
});

describe('pods that fail at once', () => {
  it('are made ever more slowly', async () => {
    const world = await openJobWorld({ behaviours: exits(1, 0) });
    await world.create('broken', { backoffLimit: 100 });
    await world.control.runFor(3600 * secondMs);
    // After 10, 20, 40 ... 320 s, and then each ten minutes.
    expect(world.made.size).toBe(11);
  });

  it('are made as at first after a restart, as in Kubernetes: how often they failed is not written down', async () => {
    const world = await openJobWorld({ behaviours: exits(1, 0) });
    await world.create('broken', { backoffLimit: 100 });
    await world.control.runFor(1000 * secondMs);
    const before = world.made.size;
    world.crash();
    await world.control.runFor(60 * secondMs);
    expect([before, world.made.size]).toEqual([7, 10]);
  });

  it('end the job with as many failures as it may have, and one', async () => {
    const world = await openJobWorld({ behaviours: exits(1, 0) });
    await world.create('broken', { backoffLimit: 2, parallelism: 1 });
    await world.control.settle();
    expect((await world.job('broken')).status).toMatchObject({ failed: 3 });
    expect((await world.events()).at(-1)).toBe(
      'BackoffLimitExceeded: Job has reached the specified backoff limit',
    );
  });
});

describe('pods', () => {
  const nameOf = ({ metadata }: V1Pod) => metadata?.name ?? '';

  it('that are refused are tried again, ever more slowly', async () => {
    let refused = 0;
    const world = await openJobWorld({
      intercept: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/pods')) return undefined;
        refused++;
        throw unavailable();
      },
    });
    await world.create('work', { parallelism: 20 });
    await world.control.runFor(600 * secondMs);
    expect(refused).toBeLessThan(20);
    expect(await world.events()).toEqual(['FailedCreate: Error creating: out of order']);
  });

  it('are looked at again when what was asked for is never seen', async () => {
    let hidden = true;
    const world = await openJobWorld({
      behaviours: exits(0, 100),
      watchDelayMs: (path) => (hidden && path.endsWith('/pods') ? 400 * secondMs : 0),
    });
    await world.create('work');
    await world.control.runFor(10 * secondMs);
    hidden = false;
    await world.control.settle();
    expect(world.made.size).toBe(1);
    expect((await world.job('work')).status).toMatchObject({ succeeded: 1 });
  });

  it('of a container that is started anew count their restarts', async () => {
    const template = {
      spec: {
        restartPolicy: 'OnFailure',
        nodeName: 'node-1',
        containers: [{ name: 'main', image: 'work:1' }],
      },
    };
    const world = await openJobWorld({ behaviours: exits(1, 0) });
    await world.create('restarts', { backoffLimit: 2, template });
    await world.control.settle();
    expect((await world.job('restarts')).status).toMatchObject({ failed: 1 });
    expect(world.made.size).toBe(1);
  });

  it('are removed one by one as there are to be fewer, and those that are left stay', async () => {
    const world = await openJobWorld({ behaviours: forever });
    await world.create('work', { parallelism: 4, completions: 9 });
    await world.control.runFor(5 * secondMs);
    const body = { spec: { parallelism: 1 } };
    await world.run((user) => user.patch(batchV1.jobs, { namespace, name: 'work' }, { type: 'merge', body }));
    await world.control.runFor(5 * secondMs);
    expect((await world.pods()).map(nameOf)).toHaveLength(1);
    expect((await world.job('work')).status).toMatchObject({ active: 1, terminating: 0 });
    expect((await world.job('work')).status?.failed ?? 0).toBe(0);
  });
});
