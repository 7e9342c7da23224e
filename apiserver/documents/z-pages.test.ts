import { expect, test } from 'vitest';
import { openApi } from '../testing/open-api.ts';

const form = (kind: string) => ({ accept: `application/json;as=${kind};v=v1beta1;g=config.k8s.io` });

test('a server says since when it runs, to people and to programs', async () => {
  const api = await openApi();
  await api.simulation.runFor(3_723_000);
  const { body, headers } = await api.call('GET', '/statusz');
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(body).toMatch(
    /^\napiserver statusz\nWarning: .*\n\nStarted: Thu Jan {2}1 00:00:00 UTC 2026\nUp: 1 hr 2 min 3 sec\n/,
  );
  expect(body).toMatch(/Binary version: 1.36.0\nEmulation version: 1.36\nPaths: \/flagz /);
  const structured = await api.call('GET', '/statusz', undefined, form('Statusz'));
  expect(JSON.parse(structured.body)).toMatchObject({
    kind: 'Statusz',
    apiVersion: 'config.k8s.io/v1beta1',
    startTime: '2026-01-01T00:00:00Z',
    uptimeSeconds: 3723,
    binaryVersion: '1.36.0',
  });
});

test('a server has no flags', async () => {
  const api = await openApi();
  expect((await api.call('GET', '/flagz')).body).toMatch(/^\napiserver flagz\nWarning: .*\n$/);
  const { body } = await api.call('GET', '/flagz', undefined, form('Flagz'));
  expect(JSON.parse(body).flags).toEqual({});
});

test('who wants something else is told what there is', async () => {
  const api = await openApi();
  const { status, body } = await api.call('GET', '/statusz', undefined, { accept: 'text/html' });
  expect([status, JSON.parse(body).message]).toEqual([
    406,
    'only the following media types are accepted: application/json, application/yaml, text/plain',
  ]);
});

test('checks of health are a metric, too', async () => {
  const api = await openApi();
  const { body } = await api.call('GET', '/metrics/slis');
  expect(body).toContain('kubernetes_healthcheck{name="etcd",type="readyz"} 1\n');
});
