// How fast virtual time goes: whole runs of a scenario, and a cluster at rest.
import { appsV1, loadScenarios, runScenario } from '../index.ts';
import { openVirtualWorld } from '../scenarios/index.ts';
import { type Figure, isRun, print } from './report.ts';

const restSeconds = 3_600;

/** Who looks for a failing seed runs a thousand: by then the engine has compiled what is hot. */
const warmUpSeeds = 200;

export async function seedsFigure(batches = 5, perBatch = 60): Promise<Figure> {
  const [scenario] = loadScenarios('scenarios/rolling-update.yaml');
  if (scenario === undefined) throw new Error('there is no rolling-update scenario');
  let seed = 0;
  const perSecond = async (count: number) => {
    const startedMs = performance.now();
    for (let at = 0; at < count; at++) {
      const result = await runScenario(scenario, { seed: ++seed });
      if (!result.passed) throw new Error(`seed ${seed}: ${result.failure?.message}`);
    }
    return (count / (performance.now() - startedMs)) * 1000;
  };
  console.log(
    `seeds/s of the first ${warmUpSeeds}, from a cold start: ${(await perSecond(warmUpSeeds)).toFixed(1)}`,
  );
  const values: number[] = [];
  for (let batch = 0; batch < batches; batch++) values.push(await perSecond(perBatch));
  return { what: 'seeds of rolling-update, 3 nodes, one core', values, unit: 'seeds/s', reach: 30 };
}

export async function restFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) {
    const world = await openVirtualWorld(run, { nodes: 3 });
    const { control, cluster } = world;
    const labels = { app: 'web' };
    const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } };
    await control.complete(() =>
      cluster.client('bench').create(appsV1.deployments, {
        metadata: { name: 'web', namespace: 'default' },
        spec: { replicas: 50, selector: { matchLabels: labels }, template },
      }),
    );
    await control.settle();
    const startedMs = performance.now();
    await control.runFor(restSeconds * 1000);
    values.push((restSeconds / (performance.now() - startedMs)) * 1000);
    await world.close();
  }
  return {
    what: 'virtual seconds a real second, 3 nodes, 50 pods at rest',
    values,
    unit: 's/s',
    reach: 1_000,
  };
}

if (isRun('virtual')) {
  print(await seedsFigure());
  print(await restFigure());
}
