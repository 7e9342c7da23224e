import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type RealEnvironment, realEnvironment } from './index.ts';

const opened: RealEnvironment[] = [];

function open(seed?: number) {
  const failures: Error[] = [];
  const options = { onFailure: (failure: Error) => failures.push(failure) };
  const environment = realEnvironment(seed === undefined ? options : { ...options, seed });
  opened.push(environment);
  return { environment, failures, clock: environment.clock };
}

afterEach(() => {
  for (const environment of opened.splice(0)) environment.close();
});

test('timers fire once, not before their time, and never within the call that sets them', async () => {
  const { clock } = open();
  const begun = clock.now();
  let fired = 0;
  clock.setTimer(-5, () => fired++);
  clock.setTimer(3, () => fired++);
  expect(fired).toBe(0);
  await clock.sleep(4);
  expect(fired).toBe(2);
  expect(clock.now() - begun).toBeGreaterThanOrEqual(4);
});

test('a cancelled timer does not fire, and cancelling is idempotent', async () => {
  const { clock, environment } = open();
  let fired = 0;
  const timer = clock.setTimer(1, () => fired++);
  timer.cancel();
  timer.cancel();
  await clock.sleep(3);
  expect(fired).toBe(0);
  expect(environment.activity.foreground).toBe(0);
});

test('a sleep ends early with the reason of the signal given, or of the revocation', async () => {
  const { environment } = open();
  const abort = new AbortController();
  const slept = environment.clock.sleep(60_000, { signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(slept).rejects.toThrow('enough');
  const fork = environment.fork('a');
  const long = fork.clock.sleep(60_000);
  fork.revoke();
  await expect(long).rejects.toThrow('environment a was revoked');
  expect(environment.activity.foreground).toBe(0);
});

test('a delay longer than Node can wait does not fire at once', async () => {
  const { clock } = open();
  let fired = 0;
  clock.setTimer(2 ** 31 + 5, () => fired++);
  await clock.sleep(3);
  expect(fired).toBe(0);
});

test('a timer that throws is reported and the world goes on', async () => {
  const { environment, failures } = open();
  environment.fork('kubelet').clock.setTimer(0, () => {
    throw new Error('boom');
  });
  await environment.clock.sleep(2);
  expect(failures.map(String)).toEqual(['WorldFailure: kubelet: a timer failed: boom']);
});

test('without a seed every world has uids of its own; with one they repeat', () => {
  expect(open().environment.ids.uid()).not.toBe(open().environment.ids.uid());
  expect(open().environment.random.next()).not.toBe(open().environment.random.next());
  expect(open(7).environment.ids.uid()).toBe(open(7).environment.ids.uid());
});

test('foreground timers and holds are counted by name, background timers are not', () => {
  const { environment } = open();
  const kubelet = environment.fork('kubelet');
  kubelet.clock.setTimer(60_000, () => {});
  kubelet.clock.setTimer(60_000, () => {});
  kubelet.clock.setTimer(60_000, () => {}, { background: true });
  const release = environment.activity.hold('upload');
  expect(environment.activity.foreground).toBe(3);
  expect(environment.activity.pending()).toEqual(['2 of kubelet', '1 of upload']);
  release();
  release();
  kubelet.revoke();
  expect(environment.activity.foreground).toBe(0);
});

test('an open world keeps its process alive and a closed one lets it end', () => {
  const door = fileURLToPath(new URL('./index.ts', import.meta.url));
  const script = `
    import { realEnvironment } from ${JSON.stringify(door)};
    const world = realEnvironment({ onFailure: () => {} });
    world.clock.setTimer(3_600_000, () => {}, { background: true });
    await world.clock.sleep(5);
    world.close();
    process.on('exit', () => console.log('ended'));`;
  const options = { encoding: 'utf8', timeout: 30_000 } as const;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  expect(execFileSync(process.execPath, args, options)).toBe('ended\n');
});
