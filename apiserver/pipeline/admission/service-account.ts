import { withPart } from '../strategies/index.ts';
import { type AdmissionPlugin, podSpecOf } from './admission-plugin.ts';

/**
 * A pod without a service account runs as `default`. Mirrors kubernetes plugin/pkg/admission/serviceaccount.
 * Differs: no token volume is added and the account need not exist, as nothing here issues tokens.
 */
export const podServiceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  create(object, context) {
    const spec = podSpecOf(object, context);
    if (spec === undefined || (spec.serviceAccountName ?? '') !== '') return object;
    return withPart(object, 'spec', { ...spec, serviceAccountName: 'default', serviceAccount: 'default' });
  },
};
