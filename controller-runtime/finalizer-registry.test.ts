import { expect, test } from 'vitest';
import { pod, type TestPod } from '../client/testing/types.ts';
import { FinalizerError, Finalizers } from './finalizer-registry.ts';

const [one, two, three] = ['example.com/1', 'example.com/2', 'example.com/3'] as const;
const deleted = (...finalizers: string[]) =>
  pod('p', {}, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers });

function setUp(outcomes: Readonly<Record<string, (object: TestPod) => TestPod>>) {
  const finalizers = new Finalizers<TestPod>();
  const run: string[] = [];
  for (const [name, outcome] of Object.entries(outcomes)) {
    finalizers.register(name, {
      async finalize(object) {
        run.push(name);
        return outcome(object);
      },
    });
  }
  return { finalizers, run };
}

const done = (object: TestPod) => object;
const fails = (): TestPod => {
  throw new Error('finalizer failed');
};
const phase = (text: string) => (object: TestPod) => ({ ...object, status: { phase: text } });

test('should fail when trying to register a finalizer that was already registered', () => {
  const { finalizers } = setUp({ [one]: done });
  expect(() => finalizers.register(one, { finalize: async (object) => object })).toThrow(
    'finalizer for key "example.com/1" already registered',
  );
});

test('should add a finalizer when the object is not deleted and lacks it', async () => {
  const { finalizers, run } = setUp({ [one]: done, [two]: done });
  const result = await finalizers.finalize(pod('p', {}, { finalizers: [two] }));
  expect(result).toMatchObject({ updated: true, statusUpdated: false, error: undefined });
  expect(result.object.metadata?.finalizers).toEqual([two, one]);
  const { object, updated } = await finalizers.finalize(result.object);
  expect([object === result.object, updated]).toEqual([true, false]);
  expect(run).toEqual([]);
});

test('should finalize multiple finalizers of a deleted object, and take them off', async () => {
  const { finalizers, run } = setUp({ [one]: done, [two]: done, [three]: done });
  const { object, updated, statusUpdated } = await finalizers.finalize(deleted(two, one));
  expect([object.metadata?.finalizers, updated, statusUpdated]).toEqual([[], true, false]);
  expect(run).toEqual([one, two]);
  expect((await finalizers.finalize(deleted())).updated).toBe(false);
});

test('should keep the finalizer that failed, and take off those that did not', async () => {
  const { finalizers } = setUp({ [one]: done, [two]: fails, [three]: fails });
  const first = await finalizers.finalize(deleted(one, two));
  expect(first.object.metadata?.finalizers).toEqual([two]);
  expect(first).toMatchObject({ updated: true, statusUpdated: false });
  expect(first.error?.message).toBe('finalizer "example.com/2" failed: finalizer failed');
  const second = await finalizers.finalize(deleted(two, three));
  expect(second).toMatchObject({ updated: false, statusUpdated: false });
  expect(second.error?.message).toBe(
    '[finalizer "example.com/2" failed: finalizer failed, finalizer "example.com/3" failed: finalizer failed]',
  );
});

test('a finalizer may change the status, also when it is not done yet', async () => {
  const ready = setUp({ [one]: phase('Gone') });
  expect(await ready.finalizers.finalize(deleted(one))).toMatchObject({ updated: true, statusUpdated: true });
  const waiting = setUp({
    [one]: (object) => {
      throw new FinalizerError('still there', phase('Waiting')(object));
    },
  });
  const result = await waiting.finalizers.finalize(deleted(one));
  expect(result).toMatchObject({
    updated: false,
    statusUpdated: true,
    object: phase('Waiting')(deleted(one)),
  });
  expect(result.error?.message).toBe('finalizer "example.com/1" failed: still there');
});
