import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { NodeTtl } from './node-ttl.ts';
import { addTtlController } from './ttl-controller.ts';

const annotation = 'node.alpha.kubernetes.io/ttl';

it('the more nodes, the longer; what comes and goes at a boundary changes nothing', () => {
  const ttl = new NodeTtl();
  const seen: string[] = [];
  let last = ttl.seconds;
  const step = (count: number, change: () => void) => {
    change();
    if (ttl.seconds !== last) seen.push(`${count}: ${ttl.seconds}`);
    last = ttl.seconds;
  };
  for (let count = 1; count <= 2500; count++) step(count, () => ttl.added());
  for (let count = 2499; count >= 0; count--) step(count, () => ttl.deleted());
  const up = ['101: 15', '501: 30', '1001: 60', '2001: 300'];
  expect(seen).toEqual([...up, '1799: 60', '899: 30', '449: 15', '89: 0']);
});

it.each([{ before: {} }, { before: { [annotation]: '15' } }, { before: { [annotation]: 'long' } }])(
  'a node is told, and again if it says something else: %j',
  async ({ before }) => {
    const { run, client, simulation } = await openControllerWorld(addTtlController);
    const metadata = { name: 'node-1', annotations: { ...before, other: 'kept' } };
    await run(() => client.create(coreV1.nodes, { metadata }));
    await simulation.settle();
    const node = await run(() => client.get(coreV1.nodes, metadata));
    expect(node.metadata?.annotations).toEqual({ other: 'kept', [annotation]: '0' });
    await simulation.runFor(600_000);
    const later = await run(() => client.get(coreV1.nodes, metadata));
    expect(later.metadata?.resourceVersion).toBe(node.metadata?.resourceVersion);
  },
);
