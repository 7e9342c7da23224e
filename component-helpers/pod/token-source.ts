import type { V1ProjectedVolumeSource } from '../../api/index.ts';
import { deepFreeze } from '../../apimachinery/index.ts';

/**
 * What the volume of a ServiceAccount's token is made from: the token, the root certificate and the name of the namespace. All pods
 * share this very object: it is right, and who meets it need not look into it. Mirrors kubernetes
 * plugin/pkg/admission/serviceaccount (TokenVolumeSource).
 */
export const tokenSource: V1ProjectedVolumeSource = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
  defaultMode: 420,
});
