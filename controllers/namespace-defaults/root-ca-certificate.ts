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
 * pkg/controller/certificates/rootcacertpublisher. `certificate`: PEM.
 */
export function addRootCaPublisher(manager: Manager, certificate: string): Controller {
  const data = { 'ca.crt': certificate };
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
