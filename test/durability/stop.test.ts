import { mkdtemp, readdir, readFile, rm, watch } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { HomeostatProcess } from './homeostat-process.ts';

/** What a person waits without a second Ctrl-C. */
const stopMsMax = 5_000;

const root = await mkdtemp(join(tmpdir(), 'homeostat-stop-'));
afterAll(() => rm(root, { recursive: true }));

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0, nodes, watches and all', async (signal) => {
  const process = new HomeostatProcess(['up', '--port', '0'], { cwd: root });
  const url = await process.ready();
  const watching = new Promise((resolve) => {
    const call = get(`${url}/api/v1/nodes?watch=1`, (response) => {
      response.resume();
      response.on('close', resolve);
      process.signal(signal);
    });
    call.on('error', resolve);
  });
  await watching;
  const since = performance.now();
  const { code, stderr } = await process.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(performance.now() - since).toBeLessThan(stopMsMax);
  // Where it says it puts things when nothing else is asked for.
  expect(await readFile(join(root, '.homeostat/kubeconfig'), 'utf8')).toContain(`server: ${url}`);
});

test('a signal before it is ready stops it as well', async () => {
  const directory = await mkdtemp(join(root, 'early-'));
  const changes = watch(directory)[Symbol.asyncIterator]();
  const process = new HomeostatProcess(['up', '--port', '0'], { cwd: directory });
  // It makes directories long before it serves.
  await changes.next();
  process.signal('SIGINT');
  const { code, stdout, stderr } = await process.ended();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const made = await readdir(directory, { recursive: true });
  expect(made.includes('.homeostat/kubeconfig')).toBe(stdout !== '');
});

test('a second signal does not wait', async () => {
  const process = new HomeostatProcess(['up', '--port', '0', '--nodes', '0'], { cwd: root });
  await process.ready();
  // Asleep while both are sent, it hears them together.
  process.signal('SIGSTOP');
  process.signal('SIGINT');
  process.signal('SIGTERM');
  process.signal('SIGCONT');
  const { code, stderr } = await process.ended();
  expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
});
