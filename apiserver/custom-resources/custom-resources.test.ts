import { expect, test } from 'vitest';
import {
  define,
  definitionsPath,
  widgetDefinition,
  widgetsPath,
  widgetVersion,
} from '../testing/definitions.ts';
import { openApi, type TestApi } from '../testing/open-api.ts';

const name = 'widgets.example.com';
const mergePatch = { 'content-type': 'application/merge-patch+json' };

const widget = (name: string, spec: object = {}, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name, ...more },
  spec,
});

const conditionsOf = async ({ call }: TestApi, of = name) => {
  const { body } = await call('GET', `${definitionsPath}/${of}`);
  return body.status.conditions.map(
    ({ type, status, reason }: Record<string, string>) => `${type} ${status} ${reason}`,
  );
};

test('a definition has its names accepted and is established, one write after the other', async () => {
  const api = await openApi();
  const watch = await api.watch(`${definitionsPath}?watch=1`);
  const { status, body } = await define(api);
  expect([status, body.status]).toEqual([
    201,
    { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: ['v1'] },
  ]);
  expect(watch.texts).toEqual([`ADDED ${name}`, `MODIFIED ${name}`, `MODIFIED ${name}`]);
  expect(watch.events.map(({ object }) => (object as unknown as { status: object }).status)).toMatchObject([
    { conditions: null },
    {
      acceptedNames: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
      conditions: [
        { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
        {
          type: 'Established',
          status: 'False',
          reason: 'Installing',
          message: 'the initial names have been accepted',
        },
      ],
    },
    { conditions: [{}, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' }] },
  ]);
});

test('what is defined is served with all it has', async () => {
  const api = await openApi();
  expect((await api.call('GET', widgetsPath)).status).toBe(404);
  await define(api);
  const created = await api.call('POST', widgetsPath, widget('a', { replicas: 3, extra: 1 }));
  expect([created.status, created.body.metadata.generation, created.body.spec]).toEqual([
    201,
    1,
    { replicas: 3, color: 'grey' },
  ]);
  expect(created.headers.warning).toContain('unknown field \\"spec.extra\\"');
  const status = await api.call('PATCH', `${widgetsPath}/a/status`, { status: { replicas: 2 } }, mergePatch);
  expect(status.body).toMatchObject({ metadata: { generation: 1 }, status: { replicas: 2 } });
  const scale = await api.call('GET', `${widgetsPath}/a/scale`);
  expect(scale.body).toMatchObject({ spec: { replicas: 3 }, status: { replicas: 2 } });
  const scaled = await api.call('PATCH', `${widgetsPath}/a/scale`, { spec: { replicas: 5 } }, mergePatch);
  expect(scaled.body.spec.replicas).toBe(5);
  const after = await api.call('GET', `${widgetsPath}/a`);
  expect(after.body).toMatchObject({ metadata: { generation: 2 }, spec: { replicas: 5, color: 'grey' } });
  const discovery = await api.call('GET', '/apis/example.com/v1');
  expect(discovery.body.resources.map((one: { name: string }) => one.name)).toEqual([
    'widgets',
    'widgets/status',
    'widgets/scale',
  ]);
});

test('a name that another definition of the group has is not accepted, and is when it is free', async () => {
  const api = await openApi();
  await define(api);
  const names = { kind: 'Widget', plural: 'gadgets', singular: 'widget', shortNames: ['wd', 'gd'] };
  await define(api, widgetDefinition({ names }));
  const { body } = await api.call('GET', `${definitionsPath}/gadgets.example.com`);
  expect(body.status).toMatchObject({
    acceptedNames: { plural: 'gadgets' },
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'False',
        reason: 'ListKindConflict',
        message: '"WidgetList" is already in use',
      },
      { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' },
    ],
  });
  expect((await api.call('GET', widgetsPath.replace('widgets', 'gadgets'))).status).toBe(404);
  await api.call('DELETE', `${definitionsPath}/${name}`);
  await api.simulation.runFor(10);
  expect(await conditionsOf(api, 'gadgets.example.com')).toEqual([
    'NamesAccepted True NoConflicts',
    'Established True InitialNamesAccepted',
  ]);
});

test('a definition goes when all its objects are gone, and tells how far it is', async () => {
  const api = await openApi();
  await define(api);
  await api.call('POST', widgetsPath, widget('plain'));
  await api.call('POST', widgetsPath, widget('held', {}, { finalizers: ['example.com/hold'] }));
  const watch = await api.watch(`${widgetsPath}?watch=1`);
  const { body } = await api.call('DELETE', `${definitionsPath}/${name}`);
  expect(body.metadata).toMatchObject({
    generation: 1,
    finalizers: ['customresourcecleanup.apiextensions.k8s.io'],
  });
  expect(body.metadata.deletionGracePeriodSeconds).toBeUndefined();
  expect(body.status.conditions.at(-1)).toMatchObject({
    type: 'Terminating',
    reason: 'InstanceDeletionPending',
  });
  await api.simulation.runFor(100);
  expect((await conditionsOf(api)).at(-1)).toBe('Terminating True InstanceDeletionInProgress');
  const apply = { 'content-type': 'application/apply-patch+yaml' };
  const whole = widget('late');
  for (const refused of [
    await api.call('POST', widgetsPath, widget('late')),
    await api.call('PATCH', `${widgetsPath}/late?fieldManager=me`, whole, apply),
    await api.call('PATCH', `${widgetsPath}/late?fieldManager=me&dryRun=All`, whole, apply),
  ])
    expect([refused.status, refused.body.message]).toEqual([
      403,
      'widgets.example.com "late" is forbidden: create not allowed while custom resource definition is terminating',
    ]);
  const discovery = await api.call('GET', '/apis/example.com/v1');
  expect(discovery.body.resources[0].verbs).toEqual(['delete', 'deletecollection', 'get', 'list', 'watch']);
  const released = await api.call(
    'PATCH',
    `${widgetsPath}/held`,
    { metadata: { finalizers: null } },
    mergePatch,
  );
  expect(released.status).toBe(200);
  await api.simulation.runFor(5_000);
  expect((await api.call('GET', `${definitionsPath}/${name}`)).status).toBe(404);
  expect((await api.call('GET', `${widgetsPath}/held`)).status).toBe(404);
  expect([watch.texts.at(-1), watch.ended]).toEqual(['DELETED held', true]);
  expect((await api.call('GET', '/apis/example.com')).status).toBe(404);
});

test('a version comes, another becomes the one that is stored, and objects are seen in both', async () => {
  const api = await openApi();
  await define(api);
  await api.call('POST', widgetsPath, widget('old', { size: 3 }));
  const { body } = await api.call('GET', `${definitionsPath}/${name}`);
  const v1 = widgetVersion('v1', { storage: false, deprecated: true });
  const v2 = widgetVersion('v2', { storage: true });
  await api.call('PUT', `${definitionsPath}/${name}`, {
    ...body,
    spec: { ...body.spec, versions: [v1, v2] },
  });
  await api.simulation.runFor(1);
  const defined = await api.call('GET', `${definitionsPath}/${name}`);
  expect([defined.body.metadata.generation, defined.body.status.storedVersions]).toEqual([2, ['v1', 'v2']]);
  const inV2 = widgetsPath.replace('v1', 'v2');
  await api.call('POST', inV2, { ...widget('new'), apiVersion: 'example.com/v2' });
  for (const path of [widgetsPath, inV2]) {
    const { body, headers } = await api.call('GET', path);
    const version = path === inV2 ? 'v2' : 'v1';
    expect(body.apiVersion).toBe(`example.com/${version}`);
    expect(body.items.map((one: { metadata: { name: string } }) => one.metadata.name)).toEqual([
      'new',
      'old',
    ]);
    expect(headers.warning).toBe(
      version === 'v2' ? undefined : '299 - "example.com/v1 Widget is deprecated; use example.com/v2 Widget"',
    );
  }
});

test('what is stored is seen with the defaults of today, and without what is not known any more', async () => {
  const api = await openApi();
  await define(api);
  await api.call('POST', widgetsPath, widget('a', { size: 3, color: 'red' }));
  const { body } = await api.call('GET', `${definitionsPath}/${name}`);
  const spec = {
    type: 'object',
    properties: { color: { type: 'string' }, shape: { type: 'string', default: 'round' } },
  };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
  const versions = [widgetVersion('v1', { schema })];
  await api.call('PUT', `${definitionsPath}/${name}`, { ...body, spec: { ...body.spec, versions } });
  await api.simulation.runFor(1);
  expect((await api.call('GET', `${widgetsPath}/a`)).body.spec).toEqual({ color: 'red', shape: 'round' });
  expect((await api.call('GET', widgetsPath)).body.items[0].spec).toEqual({ color: 'red', shape: 'round' });
  const watch = await api.watch(`${widgetsPath}?watch=1`);
  expect(watch.events[0]?.object).toMatchObject({ spec: { shape: 'round' } });
});

test('what is no place of it, or not of its kind, is refused as Kubernetes refuses it', async () => {
  const api = await openApi();
  await define(api);
  const told = async (method: string, path: string, body?: object, headers = mergePatch) => {
    const { status, body: answer } = await api.call(method, path, body, body === undefined ? {} : headers);
    return [status, typeof answer === 'string' ? answer : (answer.message ?? answer.kind)];
  };
  await api.call('POST', widgetsPath, widget('a'));
  const json = { 'content-type': 'application/json' };
  const cases: [unknown[], unknown[]][] = [
    [await told('GET', '/apis/example.com/v1/foos'), [404, '404 page not found\n']],
    [await told('GET', '/apis/example.com/v2/widgets'), [404, '404 page not found\n']],
    [await told('GET', '/apis/example.com/v1/widgets/a'), [404, '404 page not found\n']],
    [await told('GET', `${widgetsPath}/a/foo`), [404, 'widgets.example.com "a" not found']],
    [
      await told('DELETE', `${widgetsPath}/a/status`),
      [405, 'delete is not supported on resources of kind "widgets.example.com"'],
    ],
    [await told('PUT', widgetsPath, widget('a')), [400, 'name must be provided']],
    [await told('POST', `${widgetsPath}/b`, widget('c'), json), [201, 'Widget']],
    [
      await told('POST', widgetsPath, { ...widget('x'), kind: 'Other' }, json),
      [422, 'Other.example.com "x" is invalid: kind: Invalid value: "Other": must be Widget'],
    ],
    [
      await told('POST', widgetsPath, { ...widget('x'), apiVersion: 'example.com/v2' }, json),
      [
        422,
        'Widget.example.com "x" is invalid: apiVersion: Invalid value: "example.com/v2": must be example.com/v1',
      ],
    ],
    [
      await told('PATCH', `${widgetsPath}/a/scale`, { metadata: { labels: { a: 'b' } } }),
      [400, 'the spec replicas field ".spec.replicas" cannot be empty'],
    ],
    [
      await told('GET', `${widgetsPath}/a/scale`),
      [500, 'Internal error occurred: the spec replicas field ".spec.replicas" does not exist'],
    ],
    [
      await told('PATCH', `${widgetsPath}/a/scale`, { spec: { replicas: -1 } }),
      [
        422,
        'Widget.example.com "a" is invalid: .spec.replicas: Invalid value: -1: should be a non-negative integer',
      ],
    ],
  ];
  expect(cases.map(([is]) => is)).toEqual(cases.map(([, wanted]) => wanted));
  const noKind = await api.call('POST', widgetsPath, '{"metadata":{"name":"x"}}');
  expect(noKind.body.message).toBe(
    `the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in '{"metadata":{"name":"x"}}' ({"metadata":{"name":"x"}})`,
  );
});

test('items of a list say what they are, and new finalizers are warned of', async () => {
  const api = await openApi();
  await define(api);
  const created = await api.call('POST', widgetsPath, widget('a', {}, { finalizers: ['hold', 'a.b/c'] }));
  expect(created.headers.warning).toBe(
    '299 - "metadata.finalizers: \\"hold\\": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"',
  );
  const { body } = await api.call('GET', widgetsPath);
  expect(body.metadata.continue).toBe('');
  expect(body.items[0]).toMatchObject({ apiVersion: 'example.com/v1', kind: 'Widget' });
  const changed = await api.call('PATCH', `${widgetsPath}/a`, { spec: { size: 2 } }, mergePatch);
  expect(changed.headers.warning).toBeUndefined();
});

test('columns show what their paths find, by their types', async () => {
  const api = await openApi();
  const column = (name: string, type: string, jsonPath: string) => ({ name, type, jsonPath });
  const additionalPrinterColumns = [
    column('Text', 'string', '.spec.anything.list'),
    column('One', 'string', '.spec.anything.list[1]'),
    column('Whole', 'integer', '.spec.anything.number'),
    column('Number', 'number', '.spec.anything.number'),
    column('Flag', 'boolean', '.spec.anything.flag'),
    column('Since', 'date', '.spec.anything.time'),
    column('Bad', 'date', '.spec.color'),
    column('None', 'integer', '.spec.color'),
  ];
  await define(api, widgetDefinition({ versions: [widgetVersion('v1', { additionalPrinterColumns })] }));
  const anything = { list: ['x', '<y>'], number: 1.5, flag: true, time: '2025-12-31T23:00:00Z' };
  await api.call('POST', widgetsPath, widget('a', { anything }));
  await api.call('POST', widgetsPath, widget('b'));
  const asTable = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  const { body } = await api.call('GET', widgetsPath, undefined, asTable);
  expect(body.rows.map(({ cells }: { cells: unknown[] }) => cells)).toEqual([
    ['a', '["x","\\u003cy\\u003e"]', '<y>', 1, 1.5, true, '60m', '<invalid>', null],
    ['b', null, null, null, null, null, null, '<invalid>', null],
  ]);
});
