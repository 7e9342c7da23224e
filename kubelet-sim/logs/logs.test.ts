import { expect, test } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import type { LogOptions } from '../../apimachinery/index.ts';
import { behaviourAnnotation, type PodBehaviour } from '../index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';

const web = { namespace: 'default', pod: 'web', container: 'web' };

/** What comes by now of a log, and what follows. */
function reader(node: TestNode, options: LogOptions = {}, of = web) {
  const log = { text: '', ended: false };
  const pieces = node.connections().logs(of, options)[Symbol.asyncIterator]();
  const read = async () => {
    for (let piece = await pieces.next(); piece.done !== true; piece = await pieces.next())
      log.text += Buffer.from(piece.value).toString();
    log.ended = true;
  };
  const reading = read();
  return { log, pieces, reading };
}

async function textOf(node: TestNode, options: LogOptions = {}, of = web): Promise<string> {
  const { log, reading } = reader(node, options, of);
  await node.simulation.complete(() => reading);
  return log.text;
}

const ticking: PodBehaviour = {
  logs: [
    { text: 'hello from {pod} {restarts}' },
    { text: 'tick {n}', everyMs: 1000, afterMs: 1000 },
    { text: 'bye {exitCode}', atExit: true },
  ],
};

test('a container of which nothing is declared says that it started', async () => {
  const node = await openNode();
  await node.run(webPod('web'));
  await node.simulation.runFor(10_000);
  expect(await textOf(node)).toBe('web of default/web started on node-1 from nginx:1.27\n');
});

test('who follows gets each line when it is written, the last words, and the end', async () => {
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ ...ticking, run: { exit: { code: 3, afterMs: 3500 } } }],
  });
  await node.run(webPod('web', { restartPolicy: 'Never' }));
  await node.simulation.runFor(100);
  const { log } = reader(node, { follow: true });
  await node.simulation.runFor(1000);
  expect(log.text).toBe('hello from web 0\ntick 1\n');
  await node.simulation.runFor(1000);
  expect(log.text).toMatch(/tick 2\n$/);
  expect(log.ended).toBe(false);
  await node.simulation.runFor(2000);
  expect(log.text).toBe('hello from web 0\ntick 1\ntick 2\ntick 3\nbye 3\n');
  expect(log.ended).toBe(true);
  expect(await textOf(node)).toBe(log.text);
});

test('a log that is followed ends with its pod, with its kubelet, and with its reader', async () => {
  const node = await openNode({ preset: 'instant', behaviours: [ticking] });
  await node.run(webPod('web'));
  await node.run(webPod('other'));
  await node.run(webPod('quiet', {}, { [behaviourAnnotation]: '{"logs": [{"text": "once"}]}' }));
  await node.simulation.runFor(100);
  const deleted = reader(node, { follow: true });
  // A line that never comes is not waited for.
  const left = reader(node, { follow: true }, { ...web, pod: 'quiet' });
  const killed = reader(node, { follow: true }, { ...web, pod: 'other' });
  await node.simulation.runFor(100);
  await node.simulation.complete(() => Promise.resolve(left.pieces.return?.()));
  expect(left.log.ended).toBe(true);
  await node.simulation.complete(() =>
    node.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 }),
  );
  await node.simulation.runFor(1000);
  expect([deleted.log.ended, killed.log.ended]).toEqual([true, false]);
  node.kill();
  await node.simulation.complete(() => killed.reading);
});

test('the log of the run before is there until the next ends', async () => {
  const behaviours = [{ ...ticking, run: { exit: { code: 1, afterMs: 2000 } } }];
  const node = await openNode({ preset: 'instant', behaviours });
  await node.run(webPod('web'));
  await node.simulation.runFor(1500);
  const previous = () => textOf(node, { previous: true });
  expect(() => node.connections().logs(web, { previous: true })).toThrow(
    'previous terminated container "web" in pod "web" not found',
  );
  await node.simulation.runFor(1500);
  expect(await previous()).toMatch(/^hello from web 0\n.*bye 1\n$/s);
  expect(await textOf(node)).toMatch(/^hello from web 1\n/);
  // It waits to be started again.
  await node.simulation.runFor(3000);
  expect(await textOf(node)).toMatch(/^hello from web 1\n.*bye 1\n$/s);
});

test.each([
  [{ sinceMs: 2000 }, /^tick 2\ntick 3\n$/],
  [{ tailLines: 1 }, /^tick 3\n$/],
  [{ tailLines: 0 }, /^$/],
  [{ limitBytes: 8 }, /^hello fr$/],
  [{ tailLines: 1, timestamps: true }, /^1970-01-01T00:00:\d\d\.000000000Z tick 3\n$/],
])('of a log %j is asked for', async (options, expected) => {
  const node = await openNode({ preset: 'instant', behaviours: [ticking] });
  await node.run(webPod('web'));
  await node.simulation.runFor(3999);
  const { status } = node.known()[0] ?? {};
  const startMs = Date.parse(String(status?.startTime));
  const { sinceMs } = options as LogOptions;
  const asked = sinceMs === undefined ? options : { sinceMs: startMs + sinceMs };
  const year = /^\d{4}-\d\d-\d\dT\d\d/;
  expect((await textOf(node, asked)).replace(year, '1970-01-01T00')).toMatch(expected);
});

test.each([
  [{ pull: { delayMs: 60_000 } }, 'is waiting to start: ContainerCreating'],
  [{ pull: { delayMs: 0, fail: 'no such image' } }, 'is waiting to start: trying and failing to pull image'],
])('there is no log of a container that waits: %j', async (behaviour, says) => {
  const node = await openNode({ behaviours: [behaviour] });
  await node.run(webPod('web'));
  await node.simulation.runFor(2000);
  expect(() => node.connections().logs(web, {})).toThrow(`container "web" in pod "web" ${says}`);
});

test('a reader that does not read keeps nothing in memory', async () => {
  const node = await openNode({
    preset: 'instant',
    behaviours: [{ logs: [{ text: 'x'.repeat(1000), everyMs: 1 }] }],
  });
  await node.run(webPod('web'));
  await node.simulation.runFor(100_000);
  const pieces = node.connections().logs(web, { follow: true })[Symbol.asyncIterator]();
  const first = await node.simulation.complete(() => Promise.resolve(pieces.next()));
  expect(first.value?.length).toBeLessThan(20_000);
  await node.simulation.complete(() => Promise.resolve(pieces.return?.()));
});
