import { expect, test } from 'vitest';
import { apiextensionsV1, coreV1 } from '../api/index.ts';
import { type Status, StatusError } from '../apimachinery/index.ts';
import { openPlayed } from './testing/open-played.ts';
import { stagesOf } from './testing/stage-sets.ts';

const key = { namespace: 'default', name: 'box' };
const configMap = { metadata: key, data: { count: '0' } };

const refused: Status = {
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  code: 503,
  reason: 'ServiceUnavailable',
  message: 'no time',
};

/** A stage of ConfigMaps that are labelled so, with what else it says. */
function stage(name: string, rest: string, expression = 'has(self.data) && has(self.data.count)'): string {
  return `
apiVersion: kwok.x-k8s.io/v1alpha1
kind: Stage
metadata: {name: ${name}}
spec:
  resourceRef: {apiGroup: v1, kind: ConfigMap}
  selector: {matchExpressions: [{cel: {expression: "${expression}"}}]}
${rest.replace(/^/gm, '  ')}
---`;
}

test.each([
  [
    'a template',
    'steps: [{patch: {template: "{{ .data.count.x }}"}}]',
    /^Warning StageFailed: stage bad: the template fails: line 1: can't evaluate field x in type string$/,
  ],
  [
    'what a template makes',
    'steps: [{patch: {template: "a: [b"}}]',
    /^Warning StageFailed: stage bad: what the template makes is no YAML: /,
  ],
  [
    'a patch',
    `steps: [{patch: {template: "data: {'a b': 'x'}"}}]`,
    /^Warning StageFailed: stage bad: ConfigMap "box" is invalid: data\[a b\]: Invalid value/,
  ],
  [
    'a kind',
    'steps: [{apply: {template: "{apiVersion: x/v1, kind: Yard, metadata: {name: z}}"}}]',
    /^Warning StageFailed: stage bad: no resource serves x\/v1 Yard$/,
  ],
])('that %s is wrong is told once, and stops nothing else', async (_, steps, message) => {
  const good = stage(
    'good',
    `steps: [{patch: {template: "data: {done: 'yes'}"}}]`,
    'has(self.data) && has(self.data.todo) && !has(self.data.done)',
  );
  const world = await openPlayed(stagesOf(stage('bad', steps) + good), { nodes: 0 });
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  const label = { type: 'merge', body: { metadata: { labels: { seen: 'again' } } } } as const;
  await world.act((user) => user.patch(coreV1.configMaps, key, label));
  const other = { ...key, name: 'other' };
  await world.act((user) => user.create(coreV1.configMaps, { metadata: other, data: { todo: 'x' } }));
  const events = await world.events();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatch(message);
  expect((await world.act((user) => user.get(coreV1.configMaps, other))).data).toEqual({
    todo: 'x',
    done: 'yes',
  });
  await world.close();
});

test('an expression that fails is told, and the object is left alone', async () => {
  const world = await openPlayed(
    stagesOf(stage('bad', 'steps: [{delete: true}]', "self.data.nothing == 'x'")),
    { nodes: 0 },
  );
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  expect(await world.events()).toContain('Warning StageFailed: no such key: nothing');
  await world.act((user) => user.get(coreV1.configMaps, key));
  await world.close();
});

test('stages that follow one another without an end are held back, and told of', async () => {
  const turns = ['0', '1'].map((count) =>
    stage(
      `from-${count}`,
      `steps: [{patch: {template: 'data: {count: "${1 - Number(count)}"}'}}]`,
      `has(self.data) && self.data.?count.orValue('') == '${count}'`,
    ),
  );
  const world = await openPlayed(stagesOf(turns.join('')), { nodes: 0 });
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  await world.control.runFor(100_000);
  const { metadata } = await world.control.complete(() => world.user.get(coreV1.configMaps, key));
  // Fifty at once, and then one a second.
  expect(Number(metadata?.resourceVersion)).toBeLessThan(400);
  const told = (await world.events()).filter((event) => event.includes('StageLoop'));
  expect(told.length).toBeGreaterThan(0);
  expect(told.length).toBeLessThanOrEqual(2);
  await world.close();
});

test('a stage makes other objects, changes them, and leaves with its finalizers', async () => {
  const text = stage(
    'provide',
    `steps:
- apply:
    template: |
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: of-{{ .metadata.name }}}
      data: {copy: {{ .data.count | quote }}}
- finalizers: {add: [{value: example.com/secret}]}`,
    "has(self.data) && has(self.data.count) && !('example.com/secret' in self.metadata.?finalizers.orValue([]))",
  );
  const world = await openPlayed(stagesOf(text), { nodes: 0 });
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  const copy = { namespace: 'default', name: 'of-box' };
  const made = await world.act((user) => user.get(coreV1.configMaps, copy));
  expect(made.data).toEqual({ copy: '0' });
  const again = { type: 'merge', body: { metadata: { finalizers: null }, data: { count: '1' } } } as const;
  // It is waited for, though it is played again.
  await world.act((user) => user.patch(coreV1.configMaps, key, again));
  expect((await world.control.complete(() => world.user.get(coreV1.configMaps, copy))).data).toEqual({
    copy: '1',
  });
  expect(await world.events()).toEqual([]);
  const { metadata } = await world.act((user) => user.get(coreV1.configMaps, key));
  expect(metadata?.finalizers).toEqual(['example.com/secret']);
  await world.close();
});

test('a stage may write as somebody else', async () => {
  const users: (string | undefined)[] = [];
  const text = stage(
    'sign',
    `steps: [{patch: {template: "data: {count: null, signed: 'yes'}", impersonation: {username: clerk}}}]`,
  );
  const world = await openPlayed(stagesOf(text), { nodes: 0 });
  const { api } = world.cluster;
  const { handle } = api;
  api.handle = (request) => {
    if (request.method === 'PATCH') users.push(request.user?.name);
    return handle.call(api, request);
  };
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  expect((await world.act((user) => user.get(coreV1.configMaps, key))).data).toEqual({ signed: 'yes' });
  expect(users).toEqual(['clerk']);
  await world.close();
});

test('what a server without time refuses is tried again', async () => {
  let refusals = 3;
  const text = stage('count', `steps: [{patch: {template: "data: {count: null, done: 'yes'}"}}]`);
  const world = await openPlayed(stagesOf(text), {
    nodes: 0,
    around: (actor, direct) => ({
      async request(request) {
        if (actor !== 'kwok' || request.method !== 'PATCH' || refusals-- <= 0) return direct.request(request);
        throw new StatusError(refused);
      },
    }),
  });
  const startedMs = world.control.environment.clock.now();
  await world.act((user) => user.create(coreV1.configMaps, configMap));
  expect((await world.act((user) => user.get(coreV1.configMaps, key))).data).toEqual({ done: 'yes' });
  // After 1, 2 and 4 s, and up to a fifth more.
  const tookMs = world.control.environment.clock.now() - startedMs;
  expect(tookMs).toBeGreaterThanOrEqual(7_000);
  expect(tookMs).toBeLessThan(8_500);
  await world.close();
});

test('a kind that is defined later is played from then on, and though discovery fails for a while', async () => {
  let refusals = 0;
  const text = `
kind: Stage
metadata: {name: grow}
spec:
  resourceRef: {apiGroup: example.com/v1, kind: Widget}
  selector: {matchExpressions: [{jq: {key: .spec.size, operator: In, values: ["small"]}}]}
  delay: {durationMilliseconds: 5000}
  steps: [{patch: {root: spec, template: "size: big"}}]`;
  const world = await openPlayed(stagesOf(text), {
    nodes: 0,
    around: (actor, direct) => ({
      async request(request) {
        if (actor !== 'kwok' || !/^\/apis?$/.test(request.path) || refusals-- <= 0)
          return direct.request(request);
        throw new StatusError(refused);
      },
    }),
  });
  refusals = 10;
  const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  await world.act((user) =>
    user.create(apiextensionsV1.customResourceDefinitions, {
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', kind: 'Widget' },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    }),
  );
  const widgets = {
    group: 'example.com',
    version: 'v1',
    resource: 'widgets',
    kind: 'Widget',
    namespaced: true,
  };
  await world.act((user) => user.create(widgets, { metadata: key, spec: { size: 'small' } } as never));
  await world.control.runFor(200_000);
  expect(await world.act((user) => user.get(widgets, key))).toMatchObject({ spec: { size: 'big' } });
  await world.close();
});
