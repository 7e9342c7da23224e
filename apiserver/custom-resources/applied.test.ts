import { expect, test } from 'vitest';
import { define, widgetsPath } from '../testing/definitions.ts';
import { openApi } from '../testing/open-api.ts';

const widget = (more: object) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name: 'a' },
  ...more,
});

async function opened() {
  const api = await openApi();
  await define(api);
  const headers = { 'content-type': 'application/apply-patch+yaml' };
  const apply = (path: string, manager: string, more: object) =>
    api.call('PATCH', `${widgetsPath}/${path}?fieldManager=${manager}`, widget(more), headers);
  return { api, apply };
}

test('a custom resource is applied, by its parts, and who else owns a field is told', async () => {
  const { apply } = await opened();
  const made = await apply('a', 'one', { spec: { replicas: 3 } });
  expect([made.status, made.body.spec]).toEqual([201, { replicas: 3, color: 'grey' }]);
  // What is only a default belongs to nobody.
  expect((await apply('a', 'two', { spec: { color: 'red' } })).body.spec.color).toBe('red');
  const refused = await apply('a', 'two', { spec: { replicas: 4 } });
  expect([refused.status, refused.body.message]).toEqual([
    409,
    'Apply failed with 1 conflict: conflict with "one": .spec.replicas',
  ]);
  const status = await apply('a/status', 'three', { spec: { replicas: 9 }, status: { replicas: 2 } });
  expect(status.body).toMatchObject({ spec: { replicas: 3, color: 'red' }, status: { replicas: 2 } });
  expect(status.body.metadata.managedFields).toMatchObject([
    { manager: 'one', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    { manager: 'three', subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } },
    { manager: 'two', fieldsV1: { 'f:spec': { 'f:color': {} } } },
  ]);
  // What nobody applies any more goes, and what has a default gets it.
  expect((await apply('a', 'two', {})).body.spec).toEqual({ replicas: 3, color: 'grey' });
});

test('an apply to the scale of a custom resource is refused with the words of Kubernetes, conflicts first', async () => {
  const { api, apply } = await opened();
  await apply('a', 'one', { spec: { replicas: 3 } });
  const scale = (query: string) =>
    api.call(
      'PATCH',
      `${widgetsPath}/a/scale?fieldManager=two${query}`,
      { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: 'a' }, spec: { replicas: 5 } },
      { 'content-type': 'application/apply-patch+yaml' },
    );
  expect((await scale('')).body.message).toContain('Apply failed with 1 conflict');
  const { status, body } = await scale('&force=true');
  expect([status, body.message]).toEqual([
    500,
    'failed to convert new object (/a; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1',
  ]);
});

test.each(['application/strategic-merge-patch+json', 'application/x'])(
  'a custom resource is not patched by %s',
  async (type) => {
    const { api } = await opened();
    const { status, body } = await api.call('PATCH', `${widgetsPath}/a`, {}, { 'content-type': type });
    expect([status, body.message]).toEqual([
      415,
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
    ]);
  },
);
