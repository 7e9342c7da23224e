import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addNodeLifecycleController } from './node-lifecycle-controller.ts';
import { Heart } from './testing/heart.ts';

const second = 1000;

/** Nodes `node-1` to `node-8`, whose hearts beat at moments of their own. */
async function open(seed: number) {
  const world = await openControllerWorld(addNodeLifecycleController, { seed, delayMsMax: 20 });
  const { run, client, simulation } = world;
  const hearts = Array.from({ length: 8 }, (_, at) => new Heart(world, `node-${at + 1}`));
  for (const heart of hearts) {
    await simulation.runFor(simulation.environment.random.integer(10 * second));
    await heart.start();
  }
  await simulation.runFor(60 * second + simulation.environment.random.integer(10 * second));
  /** The nodes whose pods are moved, each as soon as it is. */
  const evacuated: string[] = [];
  const isMoved = (taint: { readonly effect: string }) => taint.effect === 'NoExecute';
  world.manager.informers.informer(coreV1.nodes).addEventHandler({
    onUpdate: (before, { metadata, spec }) => {
      if (!before.spec?.taints?.some(isMoved) && spec?.taints?.some(isMoved))
        evacuated.push(metadata?.name ?? '');
    },
  });
  const ready = async () => {
    const { items } = await run(() => client.list(coreV1.nodes));
    return items.filter(({ status }) =>
      status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True'),
    );
  };
  return { ...world, hearts, evacuated, ready };
}

describe.each(Array.from({ length: 10 }, (_, seed) => seed))(
  'nodes that fall silent in one instant, seed %i',
  (seed) => {
    it.each([5, 8])('are not evacuated when they are %i of 8', async (count) => {
      const { simulation, hearts, evacuated, ready } = await open(seed);
      for (const heart of hearts.slice(0, count)) heart.stop();
      await simulation.runFor(600 * second);
      expect(await ready()).toHaveLength(8 - count);
      expect(evacuated).toEqual([]);
    });

    it('are evacuated one after another when they are 4 of 8', async () => {
      const { simulation, hearts, evacuated } = await open(seed);
      for (const heart of hearts.slice(0, 4)) heart.stop();
      await simulation.runFor(52 * second);
      expect(evacuated.length).toBeLessThan(4);
      await simulation.runFor(40 * second);
      expect(evacuated.toSorted()).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    });

    it('are evacuated in the end when others, that seemed silent as well, were only late', async () => {
      const { simulation, hearts, evacuated } = await open(seed);
      for (const heart of hearts.slice(0, 2)) heart.stop();
      await simulation.runFor(11 * second);
      for (const heart of hearts.slice(2, 5)) heart.stop();
      await simulation.runFor(39.5 * second);
      expect(evacuated).toEqual([]);
      for (const heart of hearts.slice(2, 5)) await heart.start();
      await simulation.runFor(20 * second);
      expect(evacuated.toSorted()).toEqual(['node-1', 'node-2']);
    });
  },
);
