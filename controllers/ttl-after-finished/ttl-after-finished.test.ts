import { describe, expect, it, test } from 'vitest';
import { batchV1, type V1Job } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { openTestWorld, type TestWorldOptions } from '../../testing/index.ts';
import { expiresAtMs } from './expires-at.ts';
import { addTtlAfterFinishedController } from './ttl-after-finished-controller.ts';

const endedAt = '2026-01-01T00:00:00Z';
const endedAtMs = Date.parse(endedAt);

const jobOf = (ttl: number | undefined, type?: string, more: object = {}): V1Job => ({
  metadata: { name: 'work', ...more },
  spec: { template: {}, ...(ttl !== undefined && { ttlSecondsAfterFinished: ttl }) },
  status: type === undefined ? {} : { conditions: [{ type, status: 'True', lastTransitionTime: endedAt }] },
});

test.each([
  ['is at work', jobOf(5), undefined],
  ['has no time to live', jobOf(undefined, 'Complete'), undefined],
  ['is about to end', jobOf(5, 'SuccessCriteriaMet'), undefined],
  ['is complete', jobOf(5, 'Complete'), 5],
  ['has failed', jobOf(0, 'Failed'), 0],
  ['is being deleted', jobOf(5, 'Complete', { deletionTimestamp: endedAt }), undefined],
])('a job that %s', (_, job, seconds) => {
  expect(expiresAtMs(job)).toBe(seconds === undefined ? undefined : endedAtMs + seconds * 1000);
});

describe('a job that has ended', () => {
  const key = { namespace: 'default', name: 'work' };

  async function open(ttlSecondsAfterFinished: number, options: TestWorldOptions = {}) {
    const world = await openTestWorld({
      ...options,
      managers: { 'controller-manager': addTtlAfterFinishedController },
    });
    const { run, user, control } = world;
    await run(async () => {
      const containers = [{ name: 'main', image: 'work:1' }];
      const template = { spec: { restartPolicy: 'Never', containers } };
      const job = await user.create(batchV1.jobs, {
        metadata: key,
        spec: { ttlSecondsAfterFinished, template },
      });
      const now = formatTime(control.environment.clock.now());
      const conditions = ['SuccessCriteriaMet', 'Complete'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: now,
      }));
      await user.updateStatus(batchV1.jobs, {
        ...job,
        status: { startTime: now, completionTime: now, conditions },
      });
    });
    const isDeleted = () =>
      run(async () => (await user.get(batchV1.jobs, key)).metadata?.deletionTimestamp !== undefined);
    return { ...world, isDeleted };
  }

  it('is deleted when its time is over, and what it owns before it; waiting for that is rest', async () => {
    const world = await open(3600);
    await world.control.settle({ withinMs: 60_000 });
    await world.control.runFor(3590_000);
    expect(await world.isDeleted()).toBe(false);
    await world.control.runFor(10_000);
    expect(await world.isDeleted()).toBe(true);
    const { metadata } = await world.run((user) => user.get(batchV1.jobs, key));
    expect(metadata?.finalizers).toEqual(['foregroundDeletion']);
  });

  it('is not deleted whose time was made longer, though the cache has not seen it', async () => {
    const latency = ({ kind }: { readonly kind: string }) => (kind === 'watch-event' ? 8000 : 0);
    const world = await open(10, { latency });
    await world.control.runFor(9000);
    const body = { spec: { ttlSecondsAfterFinished: 1000 } };
    await world.run((user) => user.patch(batchV1.jobs, key, { type: 'merge', body }));
    await world.control.runFor(60_000);
    expect(await world.isDeleted()).toBe(false);
    await world.control.runFor(1000_000);
    expect(await world.isDeleted()).toBe(true);
  });

  it('and is deleted meanwhile is left alone', async () => {
    const world = await open(10);
    await world.run((user) => user.delete(batchV1.jobs, key));
    await world.control.runFor(60_000);
    expect(world.errors).toEqual([]);
  });
});
