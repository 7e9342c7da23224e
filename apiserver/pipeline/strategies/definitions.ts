import { StatusError } from '../../../apimachinery/index.ts';
import type { Strategy } from './strategy.ts';

/**
 * Refuses definitions of custom resources, as long as what they define is not served: helm, envtest and `kubectl wait`
 * would else wait for a definition to be established until their time is up.
 */
export const definitionStrategy: Strategy = {
  generation: true,
  unconditionalUpdate: false,
  prepareForCreate(object) {
    throw new StatusError({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'custom resources are not served yet: this definition would never be established',
      reason: 'MethodNotAllowed',
      details: {
        name: object.metadata?.name ?? '',
        group: 'apiextensions.k8s.io',
        kind: 'customresourcedefinitions',
      },
      code: 405,
    });
  },
};
