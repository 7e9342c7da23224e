import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const core = '/api/v1/namespaces/default';
const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
const batch = '/apis/batch/v1/namespaces/default';
const networking = '/apis/networking.k8s.io/v1/namespaces/default';
const pod = (restartPolicy?: string) => ({
  template: {
    spec: { containers: [{ name: 'a', image: 'b' }], ...(restartPolicy ? { restartPolicy } : {}) },
  },
});

test.each([
  [`${core}/configmaps`, { data: { 'a b': '' } }, 'data[a b]: Invalid value: "a b": a valid config key must'],
  [
    `${core}/secrets`,
    { type: 'kubernetes.io/tls' },
    '[data[tls.crt]: Required value, data[tls.key]: Required value]',
  ],
  [
    `${core}/persistentvolumeclaims`,
    { spec: { resources: { requests: { storage: '1Gi' } } } },
    'spec.accessModes: Required value',
  ],
  [
    `${core}/persistentvolumeclaims`,
    { spec: { accessModes: ['ReadWriteOnce'] } },
    'spec.resources[storage]: Required value',
  ],
  [
    `${batch}/jobs`,
    { spec: pod() },
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    `${batch}/cronjobs`,
    { spec: { schedule: 'x', jobTemplate: { spec: pod('Never') } } },
    'spec.schedule: Invalid value: "x": expected exactly 5 fields, found 1: [x]',
  ],
  [
    `${batch}/cronjobs`,
    { spec: { schedule: '* * * * *', jobTemplate: { spec: pod('Always') } } },
    'spec.jobTemplate.spec.template.spec.restartPolicy: Required value',
  ],
  [
    `${networking}/ingresses`,
    { spec: {} },
    'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
  ],
  [`${rbac}/roles`, { rules: [{ verbs: [], apiGroups: [''], resources: ['pods'] }] }, 'rules[0].verbs: '],
])('%s of %o is Invalid', async (path, object, message) => {
  const api = await openApi();
  const { status, body } = await api.call('POST', path, { metadata: { name: 'a' }, ...object });
  expect(status).toBe(422);
  expect(body.message).toContain(message);
});

test.each([
  [`${core}/configmaps`, { immutable: true, data: { a: '1' } }, { immutable: true, data: { a: '2' } }],
  [`${core}/secrets`, { type: 'a/b' }, { type: 'c/d' }],
  [
    `${rbac}/rolebindings`,
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' } },
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'b' } },
  ],
  [
    `${core}/persistentvolumeclaims`,
    { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
    { spec: { accessModes: ['ReadOnlyMany'], resources: { requests: { storage: '1Gi' } } } },
  ],
])('%s of %o cannot become %o', async (path, before, after) => {
  const api = await openApi();
  const created = await api.call('POST', path, { metadata: { name: 'a' }, ...before });
  expect(created.status).toBe(201);
  const { status } = await api.call('PUT', `${path}/a`, { metadata: { name: 'a' }, ...after });
  expect(status).toBe(422);
});

test('a job selects its pods by its uid, and its template stays', async () => {
  const api = await openApi();
  const { body } = await api.call('POST', `${batch}/jobs`, { metadata: { name: 'a' }, spec: pod('Never') });
  const { uid } = body.metadata;
  expect(body.spec.selector.matchLabels).toEqual({ 'batch.kubernetes.io/controller-uid': uid });
  expect(body.spec.template.metadata.labels['batch.kubernetes.io/job-name']).toBe('a');
  const changed = JSON.stringify({ spec: pod('OnFailure') });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const refused = await api.call('PATCH', `${batch}/jobs/a`, changed, headers);
  expect(refused.status).toBe(422);
  expect(refused.body.message).toContain('field is immutable');
});
