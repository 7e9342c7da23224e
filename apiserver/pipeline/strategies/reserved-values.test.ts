import { expect, test } from 'vitest';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { ObjectListener } from '../../cache/resource-cache.ts';
import { openApi } from '../../testing/open-api.ts';
import { ReservedValues } from './reserved-values.ts';

const services = '/api/v1/namespaces/default/services';

function object(uid: string, ...values: readonly string[]): KubeObject {
  return { metadata: { uid }, values } as unknown as KubeObject;
}

/** Reserved values of objects that the test changes, and how often it was asked what one of them has. */
function follow(...objects: readonly KubeObject[]) {
  let changed: ObjectListener = () => {};
  const asked = { times: 0 };
  const cache = {
    follow(listener: ObjectListener) {
      changed = listener;
      for (const one of objects) changed(undefined, one);
    },
  };
  const reserved = new ReservedValues(cache, (one) => {
    asked.times += 1;
    return (one as unknown as { readonly values: readonly string[] }).values;
  });
  return { reserved, asked, change: (...change: Parameters<ObjectListener>) => changed(...change) };
}

test('a value of another object is not to be had, until that has let go of it', () => {
  const { reserved, change } = follow(object('a', '1', '2'));
  const request = {};
  expect([reserved.take('1', 'b', request), reserved.take('1', 'a', request)]).toEqual([false, true]);
  reserved.release(request);
  change(object('a', '1', '2'), object('a', '2'));
  expect([reserved.take('1', 'b', request), reserved.take('2', 'b', request)]).toEqual([true, false]);
  change(object('a', '2'), undefined);
  expect(reserved.take('2', 'b', request)).toBe(true);
});

test('what one request has taken no other gets, until it is released', () => {
  const { reserved } = follow();
  const [one, other] = [{}, {}];
  expect([
    reserved.take('1', 'a', one),
    reserved.take('1', 'a', one),
    reserved.take('1', 'b', other),
  ]).toEqual([...[true, true, false]]);
  expect(reserved.size).toBe(1);
  reserved.release(one);
  expect([reserved.size, reserved.take('1', 'b', other)]).toEqual([0, true]);
});

test('nobody looks at all objects to take a value', () => {
  const { reserved, asked } = follow(...Array.from({ length: 1000 }, (_, at) => object(`${at}`, `${at}`)));
  expect(asked.times).toBe(1000);
  for (let at = 0; at < 100; at++) reserved.take(`new-${at}`, 'x', {});
  expect(asked.times).toBe(1000);
});

test('a service that goes, or takes another port, gives back what it had', async () => {
  const api = await openApi();
  const create = (name: string, nodePort: number, clusterIP: string) =>
    api.call('POST', services, {
      metadata: { name },
      spec: { type: 'NodePort', clusterIP, ports: [{ port: 80, nodePort }] },
    });
  const merge = { 'content-type': 'application/merge-patch+json' };
  await create('a', 30_001, '10.96.1.1');
  expect((await create('b', 30_001, '10.96.1.1')).status).toBe(422);
  const patch = { spec: { ports: [{ port: 80, nodePort: 30_002 }] } };
  expect((await api.call('PATCH', `${services}/a`, patch, merge)).status).toBe(200);
  expect((await create('b', 30_001, '10.96.1.2')).status).toBe(201);
  expect((await create('c', 30_002, '10.96.1.3')).status).toBe(422);
  await api.call('DELETE', `${services}/a`);
  expect((await create('c', 30_002, '10.96.1.1')).status).toBe(201);
});
