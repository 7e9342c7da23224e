import { expect, test } from 'vitest';
import type { Webhooks } from '../../request/webhooks.ts';
import {
  define,
  definitionsPath,
  widgetDefinition,
  widgetsPath,
  widgetVersion,
} from '../../testing/definitions.ts';
import { openApi, type TestApi } from '../../testing/open-api.ts';
import type { ConversionReview } from './conversion-review.ts';

const inV2 = widgetsPath.replace('v1', 'v2');
const widget = (name: string, version = 'v1', spec: object = { size: 1 }) => ({
  apiVersion: `example.com/${version}`,
  kind: 'Widget',
  metadata: { name },
  spec,
});

/** In v2 the size is ten times as much, and objects say that they were converted. */
class Tens implements Webhooks {
  readonly reviews: ConversionReview[] = [];
  /** What it answers instead of what it should. */
  change: (answer: Answer) => unknown = (answer) => answer;

  /** How long it thinks. */
  hold: Promise<void> | undefined;

  async call(_target: object, body: object): Promise<unknown> {
    await this.hold;
    const review = body as ConversionReview;
    this.reviews.push(review);
    const { uid, desiredAPIVersion, objects } = review.request;
    const converted = objects.map((object) => inTens(object, desiredAPIVersion));
    const response = { uid, convertedObjects: converted, result: { status: 'Success' } };
    return this.change({ apiVersion: review.apiVersion, kind: review.kind, response });
  }
}

interface Answer {
  readonly apiVersion: string;
  readonly kind: string;
  readonly response: { uid: string; convertedObjects: object[]; result: object };
}

function inTens(object: object, apiVersion: string) {
  const { spec, metadata } = object as { spec: { size: number }; metadata: object };
  const size = apiVersion.endsWith('v2') ? spec.size * 10 : spec.size / 10;
  return {
    ...object,
    apiVersion,
    metadata: { ...metadata, labels: { converted: 'yes' } },
    spec: { ...spec, size },
  };
}

const { schema } = widgetVersion();
/** Where versions say the same, none may have fields of its own. */
const bySize = {
  schema: { openAPIV3Schema: { ...schema?.openAPIV3Schema, type: 'object', description: 'Of v2.' } },
  selectableFields: [{ jsonPath: '.spec.size' }],
};

async function open(): Promise<{ api: TestApi; webhook: Tens }> {
  const webhook = new Tens();
  const api = await openApi(1, undefined, undefined, { webhooks: webhook });
  const clientConfig = { url: 'https://webhook.example.com/convert' };
  const conversion = { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig } };
  const versions = [widgetVersion(), widgetVersion('v2', bySize)];
  await define(api, widgetDefinition({ versions, conversion }));
  return { api, webhook };
}

test('what is stored in one version is read and written in another as the webhook says', async () => {
  const { api, webhook } = await open();
  const created = await api.call('POST', inV2, widget('a', 'v2', { size: 20 }));
  expect(created.body).toMatchObject({
    apiVersion: 'example.com/v2',
    metadata: { labels: { converted: 'yes' } },
    spec: { size: 20, color: 'grey' },
  });
  expect((await api.call('GET', `${widgetsPath}/a`)).body).toMatchObject({
    apiVersion: 'example.com/v1',
    spec: { size: 2 },
  });
  const json = { 'content-type': 'application/merge-patch+json' };
  await api.call('PATCH', `${inV2}/a`, { spec: { size: 50 } }, json);
  expect((await api.call('GET', `${widgetsPath}/a`)).body.spec.size).toBe(5);
  expect(webhook.reviews[0]).toMatchObject({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'ConversionReview',
    request: { desiredAPIVersion: 'example.com/v1', objects: [{ apiVersion: 'example.com/v2' }] },
  });
  expect(webhook.reviews[0]?.request.objects[0]?.metadata?.resourceVersion).toBeUndefined();
});

test('a list is converted in one call, and nothing is converted twice', async () => {
  const { api, webhook } = await open();
  for (const name of ['a', 'b', 'c']) await api.call('POST', widgetsPath, widget(name));
  expect(webhook.reviews).toEqual([]);
  const { body } = await api.call('GET', inV2);
  expect(body.items.map((one: { spec: { size: number } }) => one.spec.size)).toEqual([10, 10, 10]);
  expect(webhook.reviews.map(({ request }) => request.objects.length)).toEqual([3]);
  await api.call('GET', inV2);
  await api.call('GET', `${inV2}/a`);
  expect(webhook.reviews).toHaveLength(1);
});

test('a watch sees converted objects in order', async () => {
  const { api } = await open();
  await api.call('POST', widgetsPath, widget('a'));
  const watch = await api.watch(`${inV2}?watch=1`);
  await api.call('POST', widgetsPath, widget('b'));
  await api.call('DELETE', `${widgetsPath}/a`);
  await api.simulation.runFor(1);
  expect(watch.texts).toEqual(['ADDED a', 'ADDED b', 'DELETED a']);
  expect(watch.events.map(({ object }) => object.apiVersion)).toEqual(Array(3).fill('example.com/v2'));
});

function namesIn({ items }: { readonly items: readonly { readonly metadata: { readonly name: string } }[] }) {
  return items.map(({ metadata }) => metadata.name);
}

const of20 = `${inV2}?fieldSelector=spec.size%3D20`;

test('a list and a deletion of many find objects by what they are in the version that is asked for', async () => {
  const { api } = await open();
  for (const size of [1, 2, 3]) await api.call('POST', widgetsPath, widget(`of-${size}`, 'v1', { size }));
  const listed = async (path: string) => namesIn((await api.call('GET', path)).body);
  expect(await listed(of20)).toEqual(['of-2']);
  expect(await listed(`${inV2}?labelSelector=converted%3Dyes&limit=2`)).toEqual(['of-1', 'of-2']);
  await api.call('DELETE', of20);
  expect(await listed(widgetsPath)).toEqual(['of-1', 'of-3']);
});

test('what comes while a list waits for its webhook is not waited for', async () => {
  const { api, webhook } = await open();
  await api.call('POST', widgetsPath, widget('before', 'v1', { size: 2 }));
  webhook.change = async (answer) => {
    const made = widget(`meanwhile-${webhook.reviews.length}`, 'v1', { size: 2 });
    const body = Buffer.from(JSON.stringify(made));
    const user = { name: 'tester', groups: [] };
    if (webhook.reviews.length < 5)
      await api.server.handle({ method: 'POST', path: widgetsPath, query: {}, headers: {}, body, user });
    return answer;
  };
  expect(namesIn((await api.call('GET', of20)).body)).toEqual(['before']);
  expect(webhook.reviews).toHaveLength(1);
});

test('a list that goes on in another version asks its webhook once, and fails with it', async () => {
  const { api, webhook } = await open();
  for (const name of ['a', 'b', 'c']) await api.call('POST', widgetsPath, widget(name));
  const { metadata } = (await api.call('GET', `${widgetsPath}?limit=1`)).body;
  const page = async (token: string) =>
    (await api.call('GET', `${inV2}?labelSelector=converted%3Dyes&limit=1&continue=${token}`)).body;
  webhook.change = (answer) => with_(answer, { convertedObjects: [] });
  expect((await page(metadata.continue)).message).toContain('returned 0 objects, expected 2');
  expect(webhook.reviews).toHaveLength(1);
  webhook.change = (answer) => answer;
  const second = await page(metadata.continue);
  const third = await page(second.metadata.continue);
  expect([namesIn(second), namesIn(third), third.metadata.continue]).toEqual([['b'], ['c'], '']);
  expect(third.metadata.resourceVersion).toBe(metadata.resourceVersion);
  expect(webhook.reviews).toHaveLength(2);
});

test('a watch sees objects come and go by what they are in the version that is asked for', async () => {
  const { api, webhook } = await open();
  const json = { 'content-type': 'application/merge-patch+json' };
  for (const size of [1, 2]) await api.call('POST', widgetsPath, widget(`of-${size}`, 'v1', { size }));
  const before = await api.call('GET', widgetsPath);
  const watch = await api.watch(`${of20}&watch=1`);
  const later = await api.watch(`${of20}&watch=1&resourceVersion=${before.body.metadata.resourceVersion}`);
  await api.simulation.runFor(1);
  let release = () => {};
  webhook.hold = new Promise((resolve) => {
    release = resolve;
  });
  await api.call('PATCH', `${widgetsPath}/of-1`, { spec: { size: 2 } }, json);
  webhook.hold = undefined;
  await api.call('PATCH', `${widgetsPath}/of-2`, { metadata: { labels: { a: 'b' } } }, json);
  release();
  await api.simulation.runFor(1);
  await api.call('PATCH', `${widgetsPath}/of-2`, { spec: { size: 3 } }, json);
  await api.call('DELETE', `${widgetsPath}/of-1`);
  await api.simulation.runFor(1);
  const changes = ['ADDED of-1', 'MODIFIED of-2', 'DELETED of-2', 'DELETED of-1'];
  expect(watch.texts).toEqual(['ADDED of-2', ...changes]);
  expect(later.texts).toEqual(changes);
});

test('a watch that cannot judge an object ends with an error', async () => {
  const { api, webhook } = await open();
  const watch = await api.watch(`${of20}&watch=1`);
  webhook.change = (answer) => ({ ...answer, response: { ...answer.response, convertedObjects: [] } });
  await api.call('POST', widgetsPath, widget('a'));
  await api.simulation.runFor(1);
  expect([watch.texts, watch.ended]).toEqual([['ERROR 500'], true]);
});

test('an event waits for those before it', async () => {
  const { api, webhook } = await open();
  const watch = await api.watch(`${inV2}?watch=1`);
  let release = () => {};
  webhook.hold = new Promise((resolve) => {
    release = resolve;
  });
  await api.call('POST', widgetsPath, widget('slow'));
  webhook.hold = undefined;
  await api.call('POST', widgetsPath, widget('fast'));
  expect(watch.texts).toEqual([]);
  release();
  await api.simulation.runFor(1);
  expect(watch.texts).toEqual(['ADDED slow', 'ADDED fast']);
});

test('a watch whose objects cannot be converted ends with an error', async () => {
  const { api, webhook } = await open();
  const watch = await api.watch(`${inV2}?watch=1`);
  webhook.change = ({ response, ...answer }) => ({
    ...answer,
    response: { ...response, convertedObjects: [] },
  });
  await api.call('POST', widgetsPath, widget('a'));
  await api.simulation.runFor(1);
  expect([watch.texts, watch.ended]).toEqual([['ERROR 500'], true]);
});

const failures: [string, (answer: Answer) => unknown][] = [
  ['failed: no way', (answer) => with_(answer, { result: { status: 'Failed', message: 'no way' } })],
  [
    "failed: response.result.status was 'Maybe', not 'Success'",
    (answer) => with_(answer, { result: { status: 'Maybe' } }),
  ],
  ['failed: no response provided', ({ apiVersion, kind }) => ({ apiVersion, kind })],
  ['returned 0 objects, expected 1', (answer) => with_(answer, { convertedObjects: [] })],
  [
    'returned invalid object: must have the same name: a != z',
    (answer) => with_(answer, { convertedObjects: [named(answer, 'z')] }),
  ],
  [
    'returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v3)',
    (answer) =>
      with_(answer, { convertedObjects: [{ ...named(answer, 'a'), apiVersion: 'example.com/v3' }] }),
  ],
  [
    'failed: no kind "Foo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
    (answer) => ({ ...answer, apiVersion: 'v1', kind: 'Foo' }),
  ],
  [
    'returned invalid metadata: metadata.labels[a] must be a string, but is number in converted object',
    (answer) => with_(answer, { convertedObjects: [labelled(answer, { a: 1 })] }),
  ],
];

function with_(answer: Answer, changes: object): object {
  return { ...answer, response: { ...answer.response, ...changes } };
}

function labelled({ response }: Answer, labels: object): object {
  const [first] = response.convertedObjects as [{ metadata: object }];
  return { ...first, metadata: { ...first.metadata, labels } };
}

function named({ response }: Answer, name: string): object {
  const [first] = response.convertedObjects as [{ metadata: object }];
  return { ...first, metadata: { ...first.metadata, name } };
}

test.each(failures)('a webhook that does not convert is told of: %s', async (says, change) => {
  const { api, webhook } = await open();
  await api.call('POST', widgetsPath, widget('a'));
  webhook.change = (answer) => change(answer);
  const { status, body } = await api.call('GET', `${inV2}/a`);
  expect([status, body.reason, body.message]).toEqual([
    500,
    undefined,
    `conversion webhook for example.com/v1, Kind=Widget ${says}`,
  ]);
});

test('an object that is stored in a former version is stored anew by an update that changes nothing', async () => {
  const { api, webhook } = await open();
  await api.call('POST', widgetsPath, widget('a'));
  const { body } = await api.call('GET', `${definitionsPath}/widgets.example.com`);
  const versions = [widgetVersion('v1', { storage: false }), widgetVersion('v2', { storage: true })];
  await api.call('PUT', `${definitionsPath}/widgets.example.com`, {
    ...body,
    spec: { ...body.spec, versions },
  });
  await api.simulation.runFor(1);
  const before = await api.call('GET', `${widgetsPath}/a`);
  await api.call('PUT', `${widgetsPath}/a`, before.body);
  const after = await api.call('GET', `${inV2}/a`);
  expect(after.body.spec.size).toBe(10);
  expect(after.body.metadata.resourceVersion).not.toBe(before.body.metadata.resourceVersion);
  const calls = webhook.reviews.length;
  await api.call('GET', `${inV2}/a`);
  expect(webhook.reviews).toHaveLength(calls);
});
