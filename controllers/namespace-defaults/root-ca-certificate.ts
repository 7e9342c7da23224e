import { coreV1, type V1ConfigMap } from '../../api/index.ts';
import { deepEqual } from '../../apimachinery/index.ts';
import type { Controller, Manager } from '../../controller-runtime/index.ts';
import { addNamespaceDefault } from './namespace-default.ts';

const description = 'kubernetes.io/description';

/** Kubernetes' own text. */
const text =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal ' +
  'service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/**
 * Adds the controller that gives each namespace the ConfigMap `kube-root-ca.crt`, and keeps it as it is. Mirrors kubernetes
 * pkg/controller/certificates/rootcacertpublisher. Differs: nothing is encrypted yet, so the certificate stands for one:
 * nobody has its key, and it is the same in all clusters.
 */
export function addRootCaPublisher(manager: Manager): Controller {
  return addNamespaceDefault<V1ConfigMap>(manager, {
    userAgent: 'root-ca-cert-publisher',
    type: coreV1.configMaps,
    objectName: 'kube-root-ca.crt',
    wanted(found, metadata) {
      const annotations = found?.metadata?.annotations;
      if (deepEqual(found?.data, data) && (annotations?.[description] ?? '') !== '') return found ?? { data };
      const described = { ...annotations, [description]: text };
      return { ...found, metadata: { ...metadata, ...found?.metadata, annotations: described }, data };
    },
  });
}

const certificate = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBXTCCAQOgAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwprdWJlcm5l',
  'dGVzMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAVMRMwEQYDVQQD',
  'EwprdWJlcm5ldGVzMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErtU+AkXe/r7r',
  '8FDuJy+0ify6+MrIrzpyMfGhoDyXq2XL37r7yFGWeJg+Fq8w8VYX2TT9qp99n2Wf',
  '48vMp3hhoaNCMEAwDgYDVR0PAQH/BAQDAgKkMA8GA1UdEwEB/wQFMAMBAf8wHQYD',
  'VR0OBBYEFPLXLFFgIsWLV1YSIXW34hQBT9grMAoGCCqGSM49BAMCA0gAMEUCIQCO',
  '5mwUUKDWWNCyGwfdDfrXm3t0MvSkEbRTYRVO0McJpQIgcT5J11ZRlyhvJl+ENLCb',
  'wmdMb6kFFFf+cpqRABVui50=',
  '-----END CERTIFICATE-----',
  '',
].join('\n');

const data: Readonly<Record<string, string>> = Object.freeze({ 'ca.crt': certificate });
