import { coreV1 } from 'homeostat';
import { builtInManagers, openTestWorld } from 'homeostat/testing';
import { expect, test } from 'vitest';
import { tellOfPods } from './work-queue.ts';

const metadata = { name: 'web', namespace: 'default' };
const spec = { containers: [{ name: 'main', image: 'nginx:1.27' }] };

/** A cluster with two nodes, and what is told of its pods; `refuse` is asked before each line. */
async function open(refuse: (line: string) => boolean = () => false) {
  const world = await openTestWorld({ seed: 7, managers: builtInManagers, nodes: 2 });
  const lines: string[] = [];
  const tries: number[] = [];
  const failures: string[] = [];
  const environment = world.control.environment.fork('pod-teller');
  tellOfPods(environment, world.cluster.client('pod-teller'), {
    namespace: 'default',
    tell(line) {
      if (refuse(line)) {
        tries.push(environment.clock.now());
        throw new Error('nobody listens');
      }
      lines.push(line);
    },
    fail: (line) => failures.push(line),
  });
  return { ...world, lines, tries, failures, stop: () => environment.revoke() };
}

test('a pod is told of as it comes, runs and goes', async () => {
  const { act, lines, close } = await open();
  await act((user) => user.create(coreV1.pods, { metadata, spec }));
  await act((user) => user.delete(coreV1.pods, metadata));
  const [first, ...others] = lines;
  expect(first).toBe('pod default/web: Pending');
  expect(others).toContain('pod default/web: Running');
  expect(lines.at(-1)).toBe('pod default/web does not exist any more');
  await close();
});

test('what fails is tried five times more, each time later, and then dropped with an error', async () => {
  const { act, tries, failures, close } = await open((line) => line.endsWith('Running'));
  await act((user) => user.create(coreV1.pods, { metadata, spec }));
  expect(failures).toEqual(['dropping pod default/web out of the queue: nobody listens']);
  const waits = tries.slice(1).map((atMs, at) => atMs - (tries[at] ?? 0));
  expect(waits).toEqual([5, 10, 20, 40, 80]);
  await close();
});

test('after its end it tells nothing', async () => {
  const { act, lines, stop, close } = await open();
  stop();
  await act((user) => user.create(coreV1.pods, { metadata, spec }));
  expect(lines).toEqual([]);
  await close();
});
