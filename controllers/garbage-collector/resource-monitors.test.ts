import { expect, it } from 'vitest';
import { failure } from '../../apimachinery/index.ts';
import type { DiscoveredResource, HandlerRegistration, InformerFactory } from '../../client/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { ResourceMonitors } from './resource-monitors.ts';

const all = ['delete', 'get', 'list', 'watch'];

function resource(name: string, changes: Partial<DiscoveredResource> = {}): DiscoveredResource {
  const names = { singularName: '', shortNames: [], categories: [], subresources: [] };
  return {
    group: '',
    version: 'v1',
    resource: name,
    kind: name,
    namespaced: true,
    verbs: all,
    ...names,
    ...changes,
  };
}

/** Monitors of a server that tells of `found`; informers show what they have when `shown` is called. */
function setUp(found: readonly DiscoveredResource[]) {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const log: string[] = [];
  const abort = new AbortController();
  let shown = () => {};
  const show = new Promise<void>((resolve) => {
    shown = resolve;
  });
  const mapper = {
    resources: found,
    fails: false,
    async refresh() {
      log.push(`at ${(environment.clock.now() - startMs) / 1000}`);
      if (mapper.fails) throw failure(503, 'ServiceUnavailable', 'not now');
    },
    resourceFor: () => undefined,
    find: () => Promise.reject(new Error('nobody asks')),
  };
  const registration: HandlerRegistration = { hasSynced: () => true, waitForSync: () => show, remove() {} };
  const monitors = new ResourceMonitors(environment, {
    mapper,
    informers: {
      start() {},
      stop: ({ resource: name, version }) => log.push(`stop ${version} ${name}`),
    } as Partial<InformerFactory> as InformerFactory,
    watch({ resource: name, version }) {
      log.push(`watch ${version} ${name}`);
      return registration;
    },
  });
  const startMs = environment.clock.now();
  environment.spawn('monitors', () => monitors.run(abort.signal));
  let ready = false;
  void monitors.waitForSync().then(() => {
    ready = true;
  });
  return { simulation, mapper, monitors, log, shown, abort, isReady: () => ready };
}

it('watches what can be listed, watched and deleted, in its preferred version, and no events', async () => {
  const { simulation, monitors, log } = setUp([
    resource('pods'),
    resource('events'),
    resource('events', { group: 'events.k8s.io' }),
    resource('reviews', { verbs: ['create'] }),
    resource('scalers', { group: 'auto', version: 'v2' }),
    resource('scalers', { group: 'auto', version: 'v1' }),
  ]);
  await simulation.runFor(0);
  expect(log).toEqual(['at 0', 'watch v1 pods', 'watch v2 scalers']);
  expect([...monitors.watched.keys()]).toEqual(['pods', 'scalers.auto']);
});

it('asks every half minute, and stops what has gone or is preferred in another version', async () => {
  const { simulation, mapper, log } = setUp([resource('pods'), resource('widgets'), resource('gears')]);
  await simulation.runFor(30_000);
  mapper.resources = [resource('gears', { version: 'v2' }), resource('pods')];
  await simulation.runFor(30_000);
  expect(log).toEqual([
    'at 0',
    'watch v1 pods',
    'watch v1 widgets',
    'watch v1 gears',
    'at 30',
    'at 60',
    'stop v1 widgets',
    'stop v1 gears',
    'watch v2 gears',
  ]);
});

it('keeps what it has when it is told of nothing, or discovery fails', async () => {
  const { simulation, mapper, monitors, log } = setUp([resource('pods')]);
  await simulation.runFor(0);
  mapper.resources = [];
  await simulation.runFor(30_000);
  mapper.fails = true;
  await simulation.runFor(30_000);
  expect(log).toEqual(['at 0', 'watch v1 pods', 'at 30', 'at 60']);
  expect(monitors.watched.size).toBe(1);
});

it('is ready when all is shown, or after half a minute, or when it is over', async () => {
  const shown = setUp([resource('pods')]);
  await shown.simulation.runFor(10_000);
  expect(shown.isReady()).toBe(false);
  shown.shown();
  await shown.simulation.runFor(0);
  expect(shown.isReady()).toBe(true);

  const late = setUp([resource('pods')]);
  await late.simulation.runFor(29_000);
  expect(late.isReady()).toBe(false);
  await late.simulation.runFor(1_000);
  expect(late.isReady()).toBe(true);

  const stopped = setUp([]);
  await stopped.simulation.runFor(1_000);
  stopped.abort.abort();
  await stopped.simulation.runFor(0);
  expect(stopped.isReady()).toBe(true);
  await stopped.simulation.runFor(60_000);
  expect(stopped.log).toEqual(['at 0']);
});
