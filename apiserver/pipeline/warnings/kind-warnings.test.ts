import { expect, test } from 'vitest';
import {
  driverWarnings,
  endpointSliceWarnings,
  ingressWarnings,
  mountableSecretsWarnings,
  nodeWarnings,
  persistentClaimWarnings,
  persistentVolumeWarnings,
  sliceWarnings,
} from './kind-warnings.ts';

test('a driver whose tokens may be logged', () => {
  const driver = { spec: { tokenRequests: [{ audience: 'a' }] } };
  expect(driverWarnings(driver)).toHaveLength(1);
  expect(driverWarnings(driver, { spec: {} })).toHaveLength(1);
  expect(driverWarnings(driver, driver)).toEqual([]);
  expect(driverWarnings({ spec: { ...driver.spec, serviceAccountTokenInSecrets: false } })).toEqual([]);
});

test('an account that minds which secrets are mounted, when it begins to', () => {
  const strict = { metadata: { annotations: { 'kubernetes.io/enforce-mountable-secrets': 'false' } } };
  const says =
    'metadata.annotations[kubernetes.io/enforce-mountable-secrets]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  expect([mountableSecretsWarnings(strict), mountableSecretsWarnings(strict, {})]).toEqual([[says], [says]]);
  expect([mountableSecretsWarnings(strict, strict), mountableSecretsWarnings({})]).toEqual([[], []]);
});

test('endpoints by name, once, and addresses in an odd form', () => {
  const named = { addressType: 'FQDN', endpoints: [{ addresses: ['a.b'] }] };
  expect(endpointSliceWarnings(named)).toEqual(['spec.addressType: FQDN endpoints are deprecated']);
  expect(endpointSliceWarnings(named, named)).toEqual([]);
  expect(endpointSliceWarnings({ addressType: 'IPv6', endpoints: [{ addresses: ['::1', '0::1'] }] })).toEqual(
    ['endpoints[0].addresses[1]: IPv6 address "0::1" should be in RFC 5952 canonical format ("::1")'],
  );
  const odd = [{ addresses: ['010.0.0.1', '::ffff:1.2.3.4', 'a.b'] }];
  const use = (index: number, address: string, usual: string) =>
    `endpoints[0].addresses[${index}]: non-standard IP address "${address}" is invalid: use "${usual}"`;
  expect(endpointSliceWarnings({ addressType: 'FQDN', endpoints: odd }, named)).toEqual([
    use(0, '010.0.0.1', '10.0.0.1'),
    use(1, '::ffff:1.2.3.4', '1.2.3.4'),
  ]);
  const labels = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
  expect(endpointSliceWarnings({ metadata: { labels }, addressType: 'IPv4', endpoints: odd })).toEqual([]);
});

test('devices of a driver with large letters in its name', () => {
  const slice = (driver: string) => ({
    spec: { driver, pool: { name: 'p', generation: 1, resourceSliceCount: 1 } },
  });
  const says = 'spec.driver: driver names should be lowercase; "Gpu.a" contains uppercase characters';
  expect([sliceWarnings(slice('gpu.a')), sliceWarnings(slice('Gpu.a'))]).toEqual([[], [says]]);
});

test('an ingress of an old class, when it is made', () => {
  const metadata = { annotations: { 'kubernetes.io/ingress.class': 'nginx' } };
  expect(ingressWarnings({ metadata })).toHaveLength(1);
  expect(ingressWarnings({ metadata }, { metadata })).toEqual([]);
  expect(ingressWarnings({ metadata, spec: { ingressClassName: 'nginx' } })).toEqual([]);
});

test('what nodes, volumes and claims have of old', () => {
  expect(nodeWarnings({ spec: { externalID: 'a' } })).toEqual([
    'spec.externalID: this field is deprecated, and is unused by Kubernetes',
  ]);
  const annotations = { 'volume.beta.kubernetes.io/storage-class': 'a' };
  const says =
    'metadata.annotations[volume.beta.kubernetes.io/storage-class]: deprecated since v1.8; use "storageClassName" attribute instead';
  const matchExpressions = [{ key: 'beta.kubernetes.io/os', operator: 'Exists' }];
  const nodeAffinity = { required: { nodeSelectorTerms: [{ matchExpressions }] } };
  const rbd = { monitors: ['a'], image: 'b' };
  const volume = { persistentVolumeReclaimPolicy: 'Recycle', nodeAffinity, rbd };
  expect(persistentVolumeWarnings({ metadata: { annotations }, spec: volume })).toEqual([
    says,
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    'spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead',
    'spec.rbd: deprecated in v1.28, non-functional in v1.31+',
  ]);
  const resources = { requests: { storage: '100m' } };
  expect(persistentClaimWarnings({ metadata: { annotations }, spec: { resources } })).toEqual([
    says,
    'spec.resources.requests[storage]: fractional byte value "100m" is invalid, must be an integer',
  ]);
});
