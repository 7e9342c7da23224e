import { expect, test } from 'vitest';
import type { WatchEvent } from '../../apimachinery/index.ts';
import { createApiServer } from '../index.ts';
import { openApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const object = (name: string, labels = {}) => ({ metadata: { name, labels } });

const template = { metadata: {}, spec: { containers: null } };

test('a watch from a revision sees what came after, each once and in order', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a'));
  const from = api.store.currentRevision();
  await api.call('POST', configMaps, object('b'));
  const { texts } = await api.watch(`${configMaps}?watch=true&resourceVersion=${from}`);
  await api.call('PUT', `${configMaps}/a`, { ...object('a'), data: { x: '1' } });
  await api.call('DELETE', `${configMaps}/b`);
  expect(texts).toEqual(['ADDED b', 'MODIFIED a', 'DELETED b']);
});

test('without a revision, or with 0, the present state comes first', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a'));
  for (const query of ['watch=1', 'watch=1&resourceVersion=0']) {
    const { texts } = await api.watch(`${configMaps}?${query}`);
    await api.simulation.runFor(0);
    expect(texts).toEqual(['ADDED a']);
  }
});

test('a selector turns coming and going into ADDED and DELETED', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a', { on: 'no' }));
  const { texts, events } = await api.watch(`${configMaps}?watch=1&labelSelector=on%3Dyes`);
  await api.call('PUT', `${configMaps}/a`, object('a', { on: 'yes' }));
  await api.call('PUT', `${configMaps}/a`, { ...object('a', { on: 'yes' }), data: { x: '1' } });
  await api.call('PUT', `${configMaps}/a`, object('a', { on: 'no' }));
  expect(texts).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  expect(events[2]?.object.metadata?.labels).toEqual({ on: 'yes' });
  expect(events[2]?.object.metadata?.resourceVersion).toBe(String(api.store.currentRevision()));
});

test('a DELETED event carries the last state at a revision of its own', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', configMaps, { ...object('a'), data: { x: '1' } });
  const { events } = await api.watch(
    `${configMaps}?watch=1&resourceVersion=${body.metadata.resourceVersion}`,
  );
  await api.call('DELETE', `${configMaps}/a`);
  expect(events[0]?.type).toBe('DELETED');
  expect(events[0]?.object).toMatchObject({ data: { x: '1' } });
  expect(Number(events[0]?.object.metadata?.resourceVersion)).toBeGreaterThan(
    Number(body.metadata.resourceVersion),
  );
});

test('sendInitialEvents ends the state with a bookmark that says so', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a'));
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const { events } = await api.watch(`${configMaps}?${query}`);
  await api.simulation.runFor(0);
  expect(events.map(({ type }) => type)).toEqual(['ADDED', 'BOOKMARK']);
  expect(events[1]?.object.metadata).toMatchObject({
    resourceVersion: String(api.store.currentRevision()),
    annotations: { 'k8s.io/initial-events-end': 'true' },
  });
});

test('sendInitialEvents wants resourceVersionMatch', async () => {
  const api = await openApi();
  const { status, body } = await api.call('GET', `${configMaps}?watch=1&sendInitialEvents=true`);
  expect(status).toBe(422);
  expect(body.message).toContain('resourceVersionMatch');
});

test('a watch from a compacted revision is told that it is too old, and ends', async () => {
  const api = await openApi();
  for (const name of ['a', 'b', 'c']) await api.call('POST', configMaps, object(name));
  await api.simulation.complete(() => api.store.compact(api.store.currentRevision() - 1));
  const log = await api.watch(`${configMaps}?watch=1&resourceVersion=2`);
  await api.simulation.runFor(0);
  expect(log.texts).toEqual(['ERROR 410']);
  expect(log.ended).toBe(true);
});

test('bookmarks say how far a quiet watch is', async () => {
  const api = await openApi();
  const { events } = await api.watch(`${configMaps}?watch=1&allowWatchBookmarks=true`);
  await api.call('POST', '/api/v1/namespaces/kube-system/configmaps', object('elsewhere'));
  await api.simulation.runFor(60_000);
  expect(events.map(({ type }) => type)).toEqual(['BOOKMARK']);
  expect(events[0]?.object.metadata?.resourceVersion).toBe(String(api.store.currentRevision()));
});

// What a Kubernetes API server sends.
test.each([
  ['/api/v1/pods', { spec: { containers: null }, status: {} }],
  ['/api/v1/configmaps', {}],
  ['/apis/apps/v1/replicasets', { spec: { replicas: 0, selector: null, template }, status: { replicas: 0 } }],
  [
    '/apis/apps/v1/deployments',
    { spec: { replicas: 0, selector: null, template, strategy: {} }, status: {} },
  ],
  [
    '/apis/events.k8s.io/v1/events',
    {
      ...{ eventTime: null, regarding: {}, deprecatedSource: {} },
      ...{ deprecatedFirstTimestamp: null, deprecatedLastTimestamp: null },
    },
  ],
])('a bookmark of %s is an object of which nothing is said', async (path, says) => {
  const api = await openApi();
  const { events } = await api.watch(`${path}?watch=1&allowWatchBookmarks=true`);
  await api.simulation.runFor(60_000);
  const { kind: _, apiVersion: _version, metadata, ...rest } = events[0]?.object ?? {};
  expect([Object.keys(metadata ?? {}), rest]).toEqual([['resourceVersion'], says]);
});

test('a bookmark of DaemonSets has the annotation that conversion makes, at the end of the state too', async () => {
  const api = await openApi();
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const { events } = await api.watch(`/apis/apps/v1/daemonsets?${query}`);
  await api.simulation.runFor(0);
  expect(events[0]?.object.metadata?.annotations).toEqual({
    'deprecated.daemonset.template.generation': '0',
    'k8s.io/initial-events-end': 'true',
  });
});

test('timeoutSeconds ends a watch, and stop ends it without a word', async () => {
  const api = await openApi();
  const timed = await api.watch(`${configMaps}?watch=1&timeoutSeconds=5`);
  const stopped = await api.watch(`${configMaps}?watch=1`);
  stopped.stream.stop();
  await api.simulation.runFor(5_000);
  expect(timed.ended).toBe(true);
  await api.call('POST', configMaps, object('a'));
  expect([timed.texts, stopped.texts, stopped.ended]).toEqual([[], [], false]);
});

test('watches of pods on a node see only that node, and pods that move onto it', async () => {
  const api = await openApi();
  const pods = '/api/v1/namespaces/default/pods';
  const { texts } = await api.watch('/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3Dnode-1');
  for (const name of ['a', 'b']) {
    await api.call('POST', pods, { metadata: { name }, spec: { containers: [{ name: 'c', image: 'i' }] } });
  }
  const bind = (name: string, node: string) =>
    api.call('POST', `${pods}/${name}/binding`, { metadata: { name }, target: { kind: 'Node', name: node } });
  expect((await bind('a', 'node-1')).status).toBe(201);
  await bind('b', 'node-2');
  expect((await bind('b', 'node-1')).body.message).toContain('pod b is already assigned to node "node-2"');
  expect(texts).toEqual(['ADDED a']);
});

test('a watch of pods on a node is told when one leaves it', async () => {
  const api = await openApi();
  const moved = (node: string) => {
    const pod = { metadata: { name: 'a', namespace: 'default' }, spec: { nodeName: node, containers: [] } };
    const put = { type: 'put', key: '/registry/core/pods/default/a', value: JSON.stringify(pod) } as const;
    return api.simulation.complete(() => api.store.txn({ success: [put] }));
  };
  await moved('node-1');
  const on = (node: string) => api.watch(`/api/v1/pods?watch=1&fieldSelector=spec.nodeName%3D${node}`);
  const [left, reached, other] = [await on('node-1'), await on('node-2'), await on('node-3')];
  await moved('node-2');
  await moved('node-2');
  expect(left.texts).toEqual(['ADDED a', 'DELETED a']);
  expect(reached.texts).toEqual(['ADDED a', 'MODIFIED a']);
  expect(other.texts).toEqual([]);
});

test('nothing is delivered within the call that subscribes', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a'));
  const from = api.store.currentRevision() - 1;
  for (const query of ['', '&resourceVersion=0', `&resourceVersion=${from}`, '&timeoutSeconds=-1']) {
    const told: string[] = [];
    await api.simulation.complete(async () => {
      const path = { path: configMaps, query: Object.fromEntries(new URLSearchParams(`watch=1${query}`)) };
      const user = { name: 'tester', groups: [] };
      const { body } = await api.server.handle({ method: 'GET', ...path, headers: {}, user });
      if (body.type === 'watch') body.subscribe({ events: () => told.push('event'), end: () => {} });
      told.push('subscribed');
    });
    expect([query, told]).toEqual([query, ['subscribed', 'event']]);
  }
});

test('a Table watch gives each event as a row, the columns with the first', async () => {
  const api = await openApi();
  const response = await api.simulation.complete(() =>
    api.server.handle({
      method: 'GET',
      path: configMaps,
      query: { watch: '1' },
      headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
      user: { name: 'tester', groups: [] },
    }),
  );
  const frames: { type: string; object: { columnDefinitions: unknown; rows: { cells: unknown[] }[] } }[] = [];
  await api.simulation.complete(async () => {
    if (response.body.type !== 'watch') throw new Error('no watch');
    const events = (batch: readonly { frame(): Uint8Array }[]) => {
      for (const event of batch) frames.push(JSON.parse(Buffer.from(event.frame()).toString()));
    };
    response.body.subscribe({ events, end() {} });
  });
  await api.call('POST', configMaps, object('a'));
  await api.call('POST', configMaps, object('b'));
  expect(frames.map(({ object }) => object.rows[0]?.cells[0])).toEqual(['a', 'b']);
  expect(frames[0]?.object.columnDefinitions).toHaveLength(3);
  expect(frames[1]?.object.columnDefinitions).toBeNull();
});

test('a reader of what is long past is waited for, and loses nothing', async () => {
  const { simulation, store } = await openApi();
  const after = store.currentRevision();
  const count = 1_500;
  const change = (at: number) => {
    const metadata = { name: 'a', namespace: 'default', labels: { at: String(at) } };
    const value = JSON.stringify({ metadata, data: { value: 'x'.repeat(20_000) } });
    return store.txn({ success: [{ type: 'put', key: '/registry/core/configmaps/default/a', value }] });
  };
  await simulation.complete(() => Promise.all(Array.from({ length: count }, (_, at) => change(at))));
  // One that begins now remembers nothing of it.
  const server = await simulation.complete(() => createApiServer(simulation.environment, { store }));
  const seen: string[] = [];
  let ended = false;
  let take = () => {};
  const sink = {
    events: (batch: readonly WatchEvent[]) => {
      seen.push(...batch.map(({ object }) => object.metadata?.labels?.at ?? ''));
    },
    ready: () =>
      new Promise<void>((resolve) => {
        take = resolve;
      }),
    end: () => {
      ended = true;
    },
  };
  const query = { watch: '1', resourceVersion: String(after) };
  const user = { name: 'tester', groups: [] };
  await simulation.complete(async () => {
    const { body } = await server.handle({ method: 'GET', path: configMaps, query, headers: {}, user });
    if (body.type === 'watch') body.subscribe(sink);
  });
  await simulation.runFor(60_000);
  await simulation.complete(() => change(count));
  for (let pieces = 0; seen.length < count + 1 && !ended && pieces < 200; pieces++) {
    await simulation.complete(async () => take());
  }
  expect(ended).toBe(false);
  expect(seen).toEqual(Array.from({ length: count + 1 }, (_, at) => String(at)));
});

test.each(['', '&timeoutSeconds=0'])(
  'a watch that names no time (%j) lasts half an hour to an hour',
  async (query) => {
    const lasted: number[] = [];
    for (const seed of [1, 2, 3]) {
      const api = await openApi(seed);
      const log = await api.watch(`${configMaps}?watch=1${query}`);
      let minutes = 0;
      for (; !log.ended && minutes < 100; minutes++) await api.simulation.runFor(60_000);
      lasted.push(minutes);
    }
    expect(Math.min(...lasted)).toBeGreaterThan(30);
    expect(Math.max(...lasted)).toBeLessThanOrEqual(60);
    expect(new Set(lasted).size).toBeGreaterThan(1);
  },
);

/** A server that began after these ConfigMaps were made: what it is asked of them it must ask the store. */
async function begunAfter(...keys: readonly string[]) {
  const { simulation, store } = await openApi();
  const after = store.currentRevision();
  for (const key of keys) {
    const [namespace, name] = key.split('/');
    const value = JSON.stringify({ metadata: { name, namespace } });
    const put = { type: 'put', key: `/registry/core/configmaps/${key}`, value } as const;
    await simulation.complete(() => store.txn({ success: [put] }));
  }
  const server = await simulation.complete(() => createApiServer(simulation.environment, { store }));
  const watch = async (path: string, from: number) => {
    const texts: string[] = [];
    const events = (batch: readonly WatchEvent[]) => {
      for (const { type, object } of batch) texts.push(`${type} ${object.metadata?.name}`);
    };
    const query = { watch: '1', resourceVersion: String(from) };
    const user = { name: 'tester', groups: [] };
    const stop = await simulation.complete(async () => {
      const { body } = await server.handle({ method: 'GET', path, query, headers: {}, user });
      const sink = { events, end: () => texts.push('end') };
      return body.type === 'watch' ? body.subscribe(sink).stop : () => {};
    });
    return { texts, stop };
  };
  const put = (name: string) =>
    simulation.complete(() =>
      server.handle({
        method: 'POST',
        path: '/api/v1/namespaces/default/configmaps',
        query: {},
        headers: {},
        body: { metadata: { name } },
        user: { name: 'tester', groups: [] },
      }),
    );
  return { simulation, store, after, watch, put };
}

test('a watch from before the server began is of its own namespace, and goes on', async () => {
  const { simulation, after, watch, put } = await begunAfter('default/a', 'defaults/b', 'default/c');
  const all = await watch('/api/v1/configmaps', after);
  const some = await watch('/api/v1/namespaces/default/configmaps', after + 1);
  await put('d');
  expect(all.texts).toEqual(['ADDED a', 'ADDED b', 'ADDED c', 'ADDED d']);
  expect(some.texts).toEqual(['ADDED c', 'ADDED d']);
  some.stop();
  await put('e');
  await simulation.runFor(3_600_000);
  expect(all.texts.slice(4)).toEqual(['ADDED e', 'end']);
  expect(some.texts).toEqual(['ADDED c', 'ADDED d']);
});

test('a watch that the store feeds ends with it', async () => {
  const { simulation, store, after, watch } = await begunAfter('default/a');
  const { texts } = await watch(configMaps, after);
  await simulation.complete(() => store.close());
  await simulation.runFor(0);
  expect(texts).toEqual(['ADDED a', 'end']);
});

test('a watch may begin where history does, and no earlier', async () => {
  const { simulation, store, after, watch } = await begunAfter('default/a', 'default/b', 'default/c');
  await simulation.complete(() => store.compact(after + 2));
  expect((await watch(configMaps, after + 2)).texts).toEqual(['ADDED c']);
  expect((await watch(configMaps, after + 3)).texts).toEqual([]);
  expect((await watch(configMaps, after + 1)).texts).toEqual(['ERROR undefined', 'end']);
});

test('who stops at once hears nothing, not even what is wrong', async () => {
  const api = await openApi();
  await api.call('POST', configMaps, object('a'));
  await api.simulation.complete(() => api.store.compact(api.store.currentRevision()));
  const told: string[] = [];
  for (const resourceVersion of ['1', '0', '']) {
    await api.simulation.complete(async () => {
      const query = { watch: '1', resourceVersion };
      const user = { name: 'tester', groups: [] };
      const { body } = await api.server.handle({ method: 'GET', path: configMaps, query, headers: {}, user });
      const sink = { events: () => told.push('events'), end: () => told.push('end') };
      if (body.type === 'watch') body.subscribe(sink).stop();
    });
  }
  await api.simulation.runFor(3_600_000);
  expect(told).toEqual([]);
});
