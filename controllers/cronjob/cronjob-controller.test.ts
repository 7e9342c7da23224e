import { describe, expect, it } from 'vitest';
import { batchV1 } from '../../api/index.ts';
import { StatusError } from '../../apimachinery/index.ts';
import { addCronJobController } from './cronjob-controller.ts';
import { openCronJobWorld } from './testing/cronjob-world.ts';

const namespace = 'default';
/** The job that is due so many minutes after the beginning. */
const jobAt = (minutes: number) => `tick-${29453760 + minutes}`;
const second = (time: string | undefined) => time?.slice(11, 19);

describe('jobs are started', () => {
  it('each at its time, one for each, and noted', async () => {
    const world = await openCronJobWorld();
    await world.create({});
    await world.wait(21);
    expect(await world.names()).toEqual([jobAt(10), jobAt(20)]);
    const { status } = await world.cronJob();
    expect(second(status?.lastScheduleTime)).toBe('00:20:00');
    expect(status?.active?.map(({ name }) => name)).toEqual([jobAt(10), jobAt(20)]);
    await world.end(jobAt(10));
    const after = (await world.cronJob()).status;
    expect(after?.active?.map(({ name }) => name)).toEqual([jobAt(20)]);
    expect(second(after?.lastSuccessfulTime)).toBe('00:21:00');
    expect(await world.events()).toEqual([
      `SuccessfulCreate: Created job ${jobAt(10)}`,
      `SuccessfulCreate: Created job ${jobAt(20)}`,
      `SawCompletedJob: Saw completed job: ${jobAt(10)}, condition: Complete`,
    ]);
  });

  it('never twice, whatever is behind', async () => {
    for (const late of ['/jobs', '/cronjobs']) {
      const world = await openCronJobWorld({ watchDelayMs: (path) => (path.endsWith(late) ? 90_000 : 0) });
      await world.create({});
      await world.wait(33);
      expect(await world.names()).toEqual([jobAt(10), jobAt(20), jobAt(30)]);
      expect((await world.cronJob()).status?.active).toHaveLength(3);
      expect((await world.events()).filter((event) => event.startsWith('SuccessfulCreate'))).toHaveLength(3);
    }
  });

  it('also where the controller stopped after it had made the job, and had not noted it', async () => {
    let lost = 1;
    const world = await openCronJobWorld({
      intercept: ({ method, path }) => {
        if (method === 'PUT' && path.endsWith('/status') && lost-- > 0) throw unavailable();
        return undefined;
      },
    });
    await world.create({});
    await world.wait(11);
    expect(await world.names()).toEqual([jobAt(10)]);
    expect((await world.cronJob()).status?.active?.map(({ name }) => name)).toEqual([jobAt(10)]);
  });

  it('within a period after the controller was away for more than a hundred starts', async () => {
    const world = await openCronJobWorld({ running: false });
    await world.create({ schedule: '* * * * *' });
    await world.wait(101);
    await world.run(() => world.cluster.manage('controller-manager', addCronJobController));
    await world.wait(0.1);
    expect(await world.names()).toEqual([jobAt(101)]);
    expect(await world.events()).toEqual([
      'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      `SuccessfulCreate: Created job ${jobAt(101)}`,
    ]);
    await world.wait(1);
    expect(await world.names()).toEqual([jobAt(101), jobAt(102)]);
  });

  it('not after the deadline for starting', async () => {
    const world = await openCronJobWorld({ running: false });
    await world.create({ startingDeadlineSeconds: 120 });
    await world.wait(15);
    await world.run(() => world.cluster.manage('controller-manager', addCronJobController));
    await world.wait(1);
    expect(await world.names()).toEqual([]);
    await world.wait(5);
    expect(await world.names()).toEqual([jobAt(20)]);
  });

  it('by another schedule from its next time on', async () => {
    const world = await openCronJobWorld();
    await world.create({ schedule: '0 0 1 6 *' });
    await world.wait(3);
    await world.change({ schedule: '5 * * * *', timeZone: 'Asia/Kathmandu' });
    await world.wait(16);
    expect(await world.names()).toEqual([]);
    await world.wait(2);
    // There it is a quarter to six when the clock begins.
    expect(await world.names()).toEqual([jobAt(20)]);
  });

  it('not while it is suspended, and then the last that was missed', async () => {
    const world = await openCronJobWorld();
    await world.create({ suspend: true });
    await world.wait(35);
    expect(await world.names()).toEqual([]);
    await world.change({ suspend: false });
    await world.wait(1);
    expect(await world.names()).toEqual([jobAt(30)]);
  });
});

describe('what is there already', () => {
  it('is in the way, or gives way', async () => {
    const forbids = await openCronJobWorld();
    await forbids.create({ concurrencyPolicy: 'Forbid' });
    await forbids.wait(21);
    expect(await forbids.names()).toEqual([jobAt(10)]);
    expect((await forbids.events()).at(-1)).toBe(
      'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
    );
    await forbids.end(jobAt(10));
    expect(await forbids.names()).toEqual([jobAt(10), jobAt(20)]);
    const replaces = await openCronJobWorld();
    await replaces.create({ concurrencyPolicy: 'Replace' });
    await replaces.wait(21);
    expect(await replaces.names()).toEqual([jobAt(20)]);
    expect(await replaces.events()).toContain(`SuccessfulDelete: Deleted job ${jobAt(10)}`);
  });

  it('and has ended, is kept as long as the CronJob says', async () => {
    const world = await openCronJobWorld();
    await world.create({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 });
    await world.wait(31);
    await world.end(jobAt(10));
    await world.end(jobAt(20), 'Failed');
    await world.end(jobAt(30));
    expect(await world.names()).toEqual([jobAt(30)]);
    expect((await world.cronJob()).status?.active).toBeUndefined();
  });

  it('is told of if nobody knows it, and if it is missing', async () => {
    const world = await openCronJobWorld();
    await world.create({});
    await world.wait(11);
    const [job] = await world.jobs();
    const { ownerReferences } = job?.metadata ?? {};
    const stranger = {
      ...job,
      metadata: { name: 'stranger', namespace, ...(ownerReferences && { ownerReferences }) },
    };
    const { selector: _, ...spec } = job?.spec ?? { template: {} };
    const template = { spec: spec.template?.spec ?? { containers: [] } };
    await world.run((user) => user.create(batchV1.jobs, { ...stranger, spec: { ...spec, template } }));
    await world.run((user) => user.delete(batchV1.jobs, { namespace, name: jobAt(10) }));
    await world.wait(1);
    expect((await world.events()).slice(1).toSorted()).toEqual([
      `MissingJob: Active job went missing: ${jobAt(10)}`,
      'UnexpectedJob: Saw a job that the controller did not create or forgot: stranger',
    ]);
    expect((await world.cronJob()).status?.active).toBeUndefined();
  });

  it('under the name of the next job, by somebody else, is left to him', async () => {
    const world = await openCronJobWorld();
    await world.create({});
    const containers = [{ name: 'main', image: 'other:1' }];
    const spec = { template: { spec: { restartPolicy: 'Never', containers } } };
    await world.run((user) => user.create(batchV1.jobs, { metadata: { name: jobAt(10), namespace }, spec }));
    await world.wait(11);
    expect((await world.cronJob()).status?.active).toBeUndefined();
    expect(await world.events()).toEqual([]);
  });
});

describe('what cannot be done is told, and not tried without end', () => {
  it.each([
    [
      '59 23 31 2 *',
      'InvalidSchedule: invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second',
    ],
    [
      ', * * * *',
      'InvalidSchedule: invalid schedule: , * * * * : time difference between two schedules is less than 1 second',
    ],
  ])('the schedule %s', async (schedule, told) => {
    const world = await openCronJobWorld();
    await world.create({ schedule });
    await world.wait(50);
    expect(await world.events()).toEqual([told]);
    expect(world.errors).toEqual([]);
  });

  it('a job that is refused', async () => {
    let asked = 0;
    const world = await openCronJobWorld({
      intercept: ({ method, path }) => {
        if (method !== 'POST' || !path.endsWith('/jobs')) return undefined;
        asked++;
        throw unavailable();
      },
    });
    await world.create({});
    await world.wait(20);
    expect(asked).toBeLessThan(30);
    expect(await world.events()).toEqual(['FailedCreate: Error creating job: out of order']);
  });
});

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
