// The workloads of Kubernetes' own benchmark of its scheduler. `npm run bench scheduler` runs them; WORKLOADS=NAME only those that are called so.
import { type Figure, print } from './report.ts';
import { play } from './scheduling/play.ts';
import { type Workload, workloads } from './scheduling/workloads.ts';

async function figureOf(workload: Workload, runs: number): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push(await play(workload));
  return { what: workload.name, values, unit: 'pods/s', reach: workload.reach };
}

const wanted = process.env.WORKLOADS ?? '';
for (const workload of workloads)
  if (workload.name.includes(wanted)) print(await figureOf(workload, Number(process.env.RUNS ?? 3)));
