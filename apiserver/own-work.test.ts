import { expect, test } from 'vitest';
import { badRequest } from '../apimachinery/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { openStore } from '../store/index.ts';
import { FailingLevel, fullDisk } from '../store/testing/failing-level.ts';
import { OwnWork } from './own-work.ts';
import { apiOver } from './testing/open-api.ts';

test('what fails is done again, twice as late each time, and holds up nothing else', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const done: string[] = [];
  let failures = 3;
  const work = new OwnWork(environment, 'test of', async (name) => {
    done.push(`${name} ${environment.clock.now()}`);
    if (name === 'a' && failures-- > 0) throw badRequest('not now');
  });
  const begun = environment.clock.now();
  for (const name of ['a', 'b']) work.add(name);
  await simulation.settle();
  await simulation.runFor(1_000);
  const after = (ms: number) => begun + ms;
  expect(done).toEqual([
    `a ${after(0)}`,
    `b ${after(0)}`,
    `a ${after(5)}`,
    `a ${after(15)}`,
    `a ${after(35)}`,
  ]);
  failures = 1;
  work.add('a');
  await simulation.runFor(1_000);
  expect(done.at(-1)).toBe(`a ${after(1_005)}`);
});

test('a mistake of ours is not tried again', async () => {
  const simulation = createSimulation({ seed: 1 });
  new OwnWork(simulation.environment, 'test of', () => Promise.reject(new TypeError('ours'))).add('a');
  await expect(simulation.settle()).rejects.toThrow('ours');
});

test('a disk that is full while a cluster starts ends nothing, and what every cluster has comes when there is space', async () => {
  const simulation = createSimulation({ seed: 1 });
  const level = new FailingLevel();
  const store = await simulation.complete(() => openStore(simulation.environment, { level }));
  const { call } = await apiOver(simulation, store, store, { bootstrap: true });
  level.failure = fullDisk;
  await simulation.runFor(60_000);
  const count = async (path: string) => (await call('GET', path)).body.items.length;
  const schemas = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas';
  expect(await count(schemas)).toBe(0);
  level.failure = undefined;
  await simulation.runFor(120_000);
  expect(await count(schemas)).toBe(11);
  expect(await count('/apis/rbac.authorization.k8s.io/v1/clusterroles')).toBeGreaterThan(60);
  expect(await count('/apis/apiregistration.k8s.io/v1/apiservices')).toBeGreaterThan(20);
});
