import { expect, test } from 'vitest';
import { openApi } from '../../testing/open-api.ts';

const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
const volumes = '/api/v1/persistentvolumes';
const storage = '/apis/storage.k8s.io/v1';
const ingresses = '/apis/networking.k8s.io/v1/namespaces/default/ingresses';
const ingressClasses = '/apis/networking.k8s.io/v1/ingressclasses';
const strategic = { 'content-type': 'application/strategic-merge-patch+json' };

const claimOf = (size: string, more: object = {}) => ({
  metadata: { name: 'a' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, ...more },
});

function classOf(name: string, annotation: string, more: object = {}) {
  return { metadata: { name, annotations: { [annotation]: 'true' } }, provisioner: 'p', ...more };
}

const volume = {
  metadata: { name: 'a', finalizers: ['example.com/a'] },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/a' } },
};
const attributes = { metadata: { name: 'a' }, driverName: 'csi.example.com', parameters: { a: 'b' } };

test.each([
  [claims, claimOf('1Gi'), ['kubernetes.io/pvc-protection']],
  [volumes, volume, ['example.com/a', 'kubernetes.io/pv-protection']],
  [`${storage}/volumeattributesclasses`, attributes, ['kubernetes.io/vac-protection']],
])('what is created at %s is protected once', async (path, object, finalizers) => {
  const api = await openApi();
  const { body } = await api.call('POST', path, object);
  expect(body.metadata.finalizers).toEqual(finalizers);
  const again = { ...object, metadata: { name: 'b', finalizers } };
  expect((await api.call('POST', path, again)).body.metadata.finalizers).toEqual(finalizers);
});

test('a claim that names no class gets the default one, of two of an age the first by name', async () => {
  const api = await openApi();
  expect((await api.call('POST', claims, claimOf('1Gi'))).body.spec.storageClassName).toBeUndefined();
  await api.call(
    'POST',
    `${storage}/storageclasses`,
    classOf('b', 'storageclass.kubernetes.io/is-default-class'),
  );
  await api.call(
    'POST',
    `${storage}/storageclasses`,
    classOf('a', 'storageclass.beta.kubernetes.io/is-default-class'),
  );
  await api.call('POST', `${storage}/storageclasses`, classOf('0', 'example.com/is-default-class'));
  const made = async (name: string, more: object) =>
    (await api.call('POST', claims, { ...claimOf('1Gi', more), metadata: { name } })).body.spec;
  expect(await made('b', {})).toMatchObject({ storageClassName: 'a' });
  expect(await made('c', { storageClassName: '' })).toMatchObject({ storageClassName: '' });
});

test.each([
  [{}, 'Pending', 422, 'spec is immutable after creation except resources.requests'],
  [{}, 'Bound', 403, 'only dynamically provisioned pvc can be resized'],
  [{ storageClassName: 'none' }, 'Bound', 403, 'only dynamically provisioned pvc can be resized'],
  [{ storageClassName: 'fixed' }, 'Bound', 403, 'only dynamically provisioned pvc can be resized'],
  [{ storageClassName: 'elastic' }, 'Bound', 200, undefined],
])('of class %j, a claim that is %s grows: %i', async (more, phase, status, says) => {
  const api = await openApi();
  for (const allowVolumeExpansion of [true, false]) {
    const name = allowVolumeExpansion ? 'elastic' : 'fixed';
    await api.call('POST', `${storage}/storageclasses`, classOf(name, 'a', { allowVolumeExpansion }));
  }
  await api.call('POST', claims, claimOf('1Gi', more));
  const bound = JSON.stringify({ status: { phase } });
  await api.call('PATCH', `${claims}/a/status`, bound, strategic);
  const grown = JSON.stringify({ spec: { resources: { requests: { storage: '2Gi' } } } });
  const answer = await api.call('PATCH', `${claims}/a`, grown, strategic);
  expect(answer.status).toBe(status);
  if (says !== undefined) expect(answer.body.message).toContain(says);
});

test('an ingress that names no class gets the default one', async () => {
  const api = await openApi();
  const spec = { defaultBackend: { service: { name: 'a', port: { number: 80 } } } };
  const made = async (name: string, annotations: object = {}) =>
    (await api.call('POST', ingresses, { metadata: { name, annotations }, spec })).body.spec.ingressClassName;
  expect(await made('a')).toBeUndefined();
  const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
  await api.call('POST', ingressClasses, {
    metadata: { name: 'nginx', annotations },
    spec: { controller: 'example.com/nginx' },
  });
  expect(await made('b')).toBe('nginx');
  expect(await made('c', { 'kubernetes.io/ingress.class': 'other' })).toBeUndefined();
});
