// What controllers cost: many objects of a kind until all of them are as they should be, and then the change of one.
// In virtual time, with a scheduler and kubelets: `npm run build && node scripts/bench.mjs controllers`. CROWDS=jobs,claims
// for some of the crowds, COUNT=500 for so many objects of each. CPU time, which other load of the machine hardly changes.
import { openVirtualWorld, type VirtualWorld } from '../scenarios/index.ts';
import { type Crowd, crowds } from './crowds.ts';
import { type Figure, isRun, print } from './report.ts';

const { CROWDS: asked = Object.keys(crowds).join(','), COUNT: count } = process.env;

/** Work that looks at all others for each would make it 2; more memory, and other load, make it more than 1. */
const growthMax = 1.5;

interface Costs {
  readonly allMs: number;
  readonly changeMs: number;
  readonly memoryMiB: number;
}

/** Of each controller that has a crowd here. */
export async function* crowdsFigures(): AsyncGenerator<Figure> {
  for (const name of asked.split(',')) {
    const crowd = crowds[name];
    if (crowd === undefined) throw new Error(`there is no crowd ${name}: ${Object.keys(crowds).join(', ')}`);
    yield* await crowdFigures(count === undefined ? crowd : { ...crowd, count: Number(count) });
  }
}

/** How fast they come, what the change of one takes among all the others, and what each costs where there are twice as many. */
async function crowdFigures(crowd: Crowd): Promise<readonly Figure[]> {
  const few = Math.ceil(crowd.count / 2);
  // By then the engine has compiled what is hot: the growth is that of the work.
  await costs(crowd, Math.min(few, 300));
  const half = await costs(crowd, few);
  const all = await costs(crowd, crowd.count);
  const growth = all.allMs / crowd.count / (half.allMs / few);
  const [perSecond, changeMs] = crowd.reach;
  const of = (what: string, value: number, unit: string, reach: number, atMost = true): Figure => ({
    what,
    values: [value],
    unit,
    reach,
    atMost,
  });
  return [
    of(`${crowd.count} ${crowd.what}`, (crowd.count / all.allMs) * 1000, 'objects/s', perSecond, false),
    of('  one of them changed', all.changeMs, 'ms', changeMs),
    of(`  each against one of ${few}`, growth, 'times', growthMax),
    of('  memory at the end', all.memoryMiB, 'MiB', 2_048),
  ];
}

async function costs(crowd: Crowd, size: number): Promise<Costs> {
  const world = await openVirtualWorld(1, { nodes: crowd.nodes });
  const client = world.cluster.client('bench');
  const names = Array.from({ length: size }, (_, at) => `bench-${at}`);
  await timed(world, async () => void (await crowd.before?.(client, names)));
  const made = names.map((name) => crowd.make(name));
  const allMs = await timed(world, async () => {
    await Promise.all(made.map((object) => client.create(crowd.type, object)));
    if (crowd.forMs !== undefined) await world.control.environment.clock.sleep(crowd.forMs);
  });
  const first = crowd.type.namespaced ? { namespace: 'default', name: 'bench-0' } : { name: 'bench-0' };
  const patch = { type: 'merge', body: crowd.change } as const;
  const changeMs = await timed(world, async () => void (await client.patch(crowd.type, first, patch)));
  const memoryMiB = process.memoryUsage().rss / 1024 / 1024;
  await world.close();
  return { allMs, changeMs, memoryMiB };
}

/** Milliseconds of CPU time until all that follows from it has happened. */
async function timed({ control }: VirtualWorld, task: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await control.complete(task);
  await control.settle();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

if (isRun('controllers')) for await (const figure of crowdsFigures()) print(figure);
