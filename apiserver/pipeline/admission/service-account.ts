import type { V1Pod } from '../../../api/index.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';

/**
 * A pod without a service account runs as `default`. Mirrors kubernetes plugin/pkg/admission/serviceaccount.
 * Differs: no token volume is added and the account need not exist, as nothing here issues tokens.
 */
export const podServiceAccount: MutatingPlugin = {
  name: 'ServiceAccount',
  matches: [{ operations: ['CREATE'], resources: ['pods'] }],
  admit({ object }) {
    const spec = (object as V1Pod | undefined)?.spec;
    if (object === undefined || spec === undefined || (spec.serviceAccountName ?? '') !== '')
      return undefined;
    return withPart(object, 'spec', { ...spec, serviceAccountName: 'default', serviceAccount: 'default' });
  },
};
