import { afterEach, expect, test } from 'vitest';
import { type RealEnvironment, realEnvironment } from './index.ts';

const opened: RealEnvironment[] = [];

function open() {
  const environment = realEnvironment({ onFailure: () => {} });
  opened.push(environment);
  return { environment, control: environment.control };
}

afterEach(() => {
  for (const environment of opened.splice(0)) environment.close();
});

test('settle waits for a chain of foreground timers and leaves background timers alone', async () => {
  const { environment, control } = open();
  let left = 3;
  const again = (): void => {
    if (--left > 0) environment.clock.setTimer(2, again);
  };
  environment.clock.setTimer(2, again);
  environment.clock.setTimer(60_000, () => {}, { background: true });
  await control.settle();
  expect(left).toBe(0);
});

test('idleness begins again with every record', async () => {
  const { environment } = open();
  let done = false;
  const idle = environment.activity.idle({ quietMs: 10 }).then(() => {
    done = true;
  });
  for (let written = 0; written < 5; written++) {
    environment.trace.record('note', {});
    await environment.clock.sleep(4, { background: true });
    expect(done).toBe(false);
  }
  await idle;
});

test('a world that does not settle says what is pending', async () => {
  const { environment, control } = open();
  environment.fork('kubelet').clock.setTimer(60_000, () => {});
  await expect(control.settle({ withinMs: 5 })).rejects.toMatchObject({
    name: 'WaitError',
    failure: 'deadline',
    pending: ['1 of kubelet'],
  });
});

test('runUntil is woken by a record, and is true at once if it is true already', async () => {
  const { environment, control } = open();
  let ready = false;
  await control.runUntil(() => true, { withinMs: 1 });
  const waiting = control.runUntil(() => ready, { withinMs: 5_000 });
  ready = true;
  environment.trace.record('note', {});
  await waiting;
  await expect(control.runUntil(() => false, { withinMs: 2 })).rejects.toThrow('within 2 ms');
});

test('a predicate that throws rejects the wait', async () => {
  const { control } = open();
  const wait = control.runUntil(
    () => {
      throw new Error('bad predicate');
    },
    { withinMs: 5_000 },
  );
  await expect(wait).rejects.toThrow('bad predicate');
});

test('complete hands on what the task resolves or rejects with', async () => {
  const { control } = open();
  expect(await control.complete(async () => 5)).toBe(5);
  await expect(control.complete(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('a failed task ends every wait, now and later', async () => {
  const { environment, control } = open();
  const wait = control.runFor(60_000);
  environment.spawn('bad', () => Promise.reject(new Error('boom')));
  await expect(wait).rejects.toThrow('task bad failed: boom');
  await expect(control.settle()).rejects.toThrow('task bad failed: boom');
});

test('closing ends every wait', async () => {
  const { control } = open();
  const wait = control.settle();
  control.close();
  await expect(wait).rejects.toThrow('was revoked');
  await expect(control.runFor(1)).rejects.toThrow('was revoked');
});
