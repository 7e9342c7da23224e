import { expect, test } from 'vitest';
import type { KubeObject } from '../../apimachinery/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { UncommittedObject } from '../storage/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { type Selection, Watcher } from './watcher.ts';
import { WatcherIndex } from './watcher-index.ts';

const { environment } = createSimulation({ seed: 1 });
const nodeOf = (object: KubeObject) => (object as { spec?: { nodeName?: string } }).spec?.nodeName ?? '';

/** Counts what it is offered; selections see nothing, so that only being offered is counted. */
class OfferedWatcher extends Watcher {
  offers = 0;

  constructor(selection: Partial<Selection>) {
    super(environment, { namespace: '', name: '', ...selection }, 1, { events() {}, end() {} });
  }

  override offer(): boolean {
    this.offers += 1;
    return this.offers % 2 === 0;
  }
}

function pod(nodeName: string) {
  return new UncommittedObject({
    metadata: { name: 'web', namespace: 'default' },
    spec: { nodeName },
  } as object).at(2);
}

function offered(event: CacheEvent, selections: readonly Partial<Selection>[]): number[] {
  const index = new WatcherIndex(nodeOf);
  const watchers = selections.map((selection) => new OfferedWatcher(selection));
  for (const watcher of watchers) index.add(watcher);
  index.offer(event, new Set());
  return watchers.map(({ offers }) => offers);
}

test('an event goes to those whose object, namespace or trigger it is of, and to those of everything', () => {
  const moved = new CacheEvent('default/web', 2, pod('node-2'), pod('node-1'));
  const selections = [
    {},
    { namespace: 'default' },
    { namespace: 'default', name: 'web' },
    { name: 'web' },
    { trigger: 'node-1' },
    { trigger: 'node-2' },
    { namespace: 'other' },
    { namespace: 'other', name: 'web' },
    { namespace: 'default', name: 'db' },
    { name: 'default' },
    { trigger: 'node-3' },
  ];
  expect(offered(moved, selections)).toEqual([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]);
  const still = new CacheEvent('default/web', 2, pod('node-1'), pod('node-1'));
  expect(offered(still, [{ trigger: 'node-1' }, { trigger: 'node-2' }])).toEqual([1, 0]);
  const cluster = new CacheEvent('node-1', 2, undefined, pod(''));
  expect(offered(cluster, [{}, { name: 'node-1' }, { name: 'node-2' }, { trigger: '' }])).toEqual([
    1, 1, 0, 1,
  ]);
});

test('a fleet whose watchers each have a node of their own costs one offer an event', () => {
  const fleet = Array.from({ length: 1000 }, (_, at) => ({ name: `node-${at}` }));
  const counts = offered(new CacheEvent('node-7', 2, pod(''), pod('')), fleet);
  expect(counts.reduce((sum, count) => sum + count)).toBe(1);
});

test('a trigger is nothing where the resource has none', () => {
  const index = new WatcherIndex(undefined);
  const watcher = new OfferedWatcher({ trigger: 'node-1' });
  index.add(watcher);
  index.offer(new CacheEvent('default/web', 2, pod('node-9'), undefined), new Set());
  expect(watcher.offers).toBe(1);
});

test('who has gone is offered nothing, and those with something to flush are told of', () => {
  const index = new WatcherIndex(nodeOf);
  const selections = [{}, { namespace: 'default' }, { name: 'web' }, { trigger: 'node-1' }];
  const watchers = selections.map((selection) => new OfferedWatcher(selection));
  for (const watcher of watchers) index.add(watcher);
  expect([...index]).toEqual([watchers[0], watchers[2], watchers[1], watchers[3]]);
  const event = new CacheEvent('default/web', 2, pod('node-1'), undefined);
  const touched = new Set<Watcher>();
  index.offer(event, touched);
  expect(touched.size).toBe(0);
  index.offer(event, touched);
  expect(touched.size).toBe(4);
  for (const watcher of watchers) index.delete(watcher);
  index.offer(event, touched);
  expect([...index]).toEqual([]);
  expect(watchers.map(({ offers }) => offers)).toEqual([2, 2, 2, 2]);
});
