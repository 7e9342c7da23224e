import { expect, test } from 'vitest';
import { define, widgetsPath } from '../testing/definitions.ts';
import { openApi } from '../testing/open-api.ts';

const type = { apiVersion: 'example.com/v1', kind: 'Widget' };
const struct = 'json: cannot unmarshal';

/** What a real API server answers. */
const problems: [unknown, string][] = [
  [5, `${struct} number into Go value of type v1.ObjectMeta`],
  [[1], `${struct} array into Go value of type v1.ObjectMeta`],
  [{ name: true }, `${struct} bool into Go struct field ObjectMeta.name of type string`],
  [{ name: 'a', labels: { x: 1 } }, `${struct} number into Go struct field ObjectMeta.labels of type string`],
  [
    { name: 'a', finalizers: 'x' },
    `${struct} string into Go struct field ObjectMeta.finalizers of type []string`,
  ],
  [
    { name: 'a', labels: { x: 1 }, finalizers: 'x' },
    `${struct} string into Go struct field ObjectMeta.finalizers of type []string`,
  ],
  [
    { name: 'a', ownerReferences: [{ name: 1 }] },
    `${struct} number into Go struct field OwnerReference.ownerReferences.name of type string`,
  ],
  [
    { name: 'a', creationTimestamp: 'x' },
    'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
  ],
  [
    { name: 'a', managedFields: 'x' },
    `${struct} string into Go struct field ObjectMeta.managedFields of type []v1.ManagedFieldsEntry`,
  ],
];

test('metadata of custom resources are read as those of any kind', async () => {
  const api = await openApi();
  await define(api);
  const told = [];
  for (const [metadata] of problems) {
    const { status, body } = await api.call('POST', widgetsPath, JSON.stringify({ ...type, metadata }));
    told.push([status, body.message]);
  }
  const says = (text: string) => `Widget in version "v1" cannot be handled as a Widget: ${text}`;
  expect(told).toEqual(problems.map(([, text]) => [400, says(text)]));
  const body = JSON.stringify({
    ...type,
    metadata: { name: 'a', labels: { x: null }, foo: 1 },
    spec: { bar: 1 },
  });
  const created = await api.call('POST', widgetsPath, body);
  expect(created.body.metadata.labels).toEqual({ x: '' });
  expect(created.headers.warning).toBe(
    '299 - "unknown field \\"metadata.foo\\""\n299 - "unknown field \\"spec.bar\\""',
  );
  const json = { 'content-type': 'application/merge-patch+json' };
  const patched = await api.call('PATCH', `${widgetsPath}/a`, { metadata: { finalizers: 'x' } }, json);
  expect([patched.status, patched.body.details.causes[0].field]).toEqual([422, 'patch']);
  expect(patched.body.message).toContain(
    ': json: cannot unmarshal string into Go struct field ObjectMeta.finalizers of type []string',
  );
});
