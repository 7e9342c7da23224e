import { expect, test } from 'vitest';
import type { Environment } from './environment.ts';
import { RevokedError } from './errors.ts';
import { realEnvironment } from './real/index.ts';

function open(seed: string | number = 7) {
  const failures: Error[] = [];
  const environment = realEnvironment({ seed, onFailure: (failure) => failures.push(failure) });
  return { environment, failures };
}

const draws = ({ random, ids }: Environment) => [
  random.integer(1e6),
  ids.uid(),
  random.integer(1e6),
  ids.suffix(5),
];

test('a fork draws the same whatever siblings there are and whatever they draw', () => {
  const alone = draws(open().environment.fork('b'));
  const { environment } = open();
  draws(environment.fork('a'));
  draws(environment);
  expect(draws(environment.fork('b'))).toEqual(alone);
  expect(draws(environment.fork('c'))).not.toEqual(alone);
  environment.close();
});

test('random numbers and ids are streams apart: drawing from one does not shift the other', () => {
  const first = open().environment.fork('a');
  const second = open().environment.fork('a');
  second.random.bytes(100);
  expect(second.ids.uid()).toBe(first.ids.uid());
});

test('a component forked again after a crash does not draw the ids of its predecessor', () => {
  const { environment } = open();
  const before = environment.fork('kubelet');
  const uid = before.ids.uid();
  before.revoke();
  expect(environment.fork('kubelet').ids.uid()).not.toBe(uid);
});

test('forks carry the path of their names, without the name of the world', () => {
  const node = open().environment.fork('kubelet').fork('node-1');
  expect(node.name).toBe('kubelet/node-1');
});

test('as many as like may wait for the end of an environment, without a warning', async () => {
  const { environment } = open();
  const warnings: Error[] = [];
  const tell = (warning: Error) => void warnings.push(warning);
  process.on('warning', tell);
  for (let count = 0; count < 20; count++) environment.signal.addEventListener('abort', () => count);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', tell);
  expect(warnings).toEqual([]);
  environment.close();
});

test('revoking aborts the signals of the environment and its children, and of no other', () => {
  const { environment } = open();
  const parent = environment.fork('parent');
  const child = parent.fork('child');
  const sibling = environment.fork('sibling');
  const told: string[] = [];
  child.signal.addEventListener('abort', () => told.push('signal'));
  child.onRevoked(() => told.push('child'));
  parent.revoke();
  parent.revoke();
  expect(told).toEqual(['child', 'signal']);
  expect([parent.isRevoked, child.isRevoked, sibling.isRevoked]).toEqual([true, true, false]);
  child.onRevoked(() => told.push('late'));
  expect(told).toEqual(['child', 'signal', 'late']);
  expect(parent.signal.aborted).toBe(true);
  expect(child.signal.reason).toBeInstanceOf(RevokedError);
  expect(sibling.signal.aborted).toBe(false);
});

test('what is forked, slept or set after the revocation is over at once', async () => {
  const { environment } = open();
  const fork = environment.fork('a');
  fork.revoke();
  expect(fork.fork('b').signal.aborted).toBe(true);
  await expect(fork.clock.sleep(0)).rejects.toThrow('environment a was revoked');
  fork.clock.setTimer(0, () => {}).cancel();
  expect(environment.activity.foreground).toBe(0);
});

test('a listener of one revoked environment finds its siblings revoked already', () => {
  const { environment } = open();
  const parent = environment.fork('parent');
  const [a, b] = [parent.fork('a'), parent.fork('b')];
  let seen: boolean | undefined;
  a.signal.addEventListener('abort', () => {
    b.clock.setTimer(0, () => {});
    seen = environment.activity.foreground === 0;
  });
  parent.revoke();
  expect(seen).toBe(true);
});

test('a failed task is reported with its name and cause; after the revocation nobody hears of it', async () => {
  const { environment, failures } = open();
  const fork = environment.fork('controller');
  fork.spawn('sync', () => Promise.reject(new Error('boom')));
  fork.spawn('sleeper', () => fork.clock.sleep(60_000));
  fork.spawn('thrower', () => {
    throw new Error('at once');
  });
  await environment.fork('other').clock.sleep(0);
  expect(failures.map(({ message }) => message).sort()).toEqual([
    'controller: task sync failed: boom',
    'controller: task thrower failed: at once',
  ]);
  fork.revoke();
  await environment.clock.sleep(0);
  expect(failures).toHaveLength(2);
  environment.close();
});

test('delays that are no number are refused where they are asked for', () => {
  const { environment } = open();
  for (const delayMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => environment.clock.setTimer(delayMs, () => {})).toThrow('finite');
  }
});
