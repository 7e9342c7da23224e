import type { V1APIService, V1FlowSchema, V1PriorityLevelConfiguration } from '../../../api/index.ts';
import { formatTime, nameIsPathSegment } from '../../../apimachinery/index.ts';
import { apiServiceErrors, apiServiceStatusErrors } from '../validation/apiregistration/api-services.ts';
import { flowConditionErrors, flowSchemaErrors } from '../validation/flowcontrol/flow-schemas.ts';
import { priorityLevelErrors } from '../validation/flowcontrol/priority-levels.ts';
import { type Strategy, statusAlone, validatorOf, withMetadata, withPart } from './strategy.ts';

/**
 * Kinds by which the API server knows what to answer first, and what others answer. Mirrors kubernetes
 * pkg/registry/flowcontrol and kube-aggregator pkg/registry/apiservice.
 */

export const flowSchemaStrategy: Strategy = {
  ...statusAlone,
  generation: true,
  validator: validatorOf<V1FlowSchema>(flowSchemaErrors, flowSchemaErrors, flowConditionErrors),
};

export const priorityLevelStrategy: Strategy = {
  ...statusAlone,
  generation: true,
  validator: validatorOf<V1PriorityLevelConfiguration>(
    priorityLevelErrors,
    priorityLevelErrors,
    flowConditionErrors,
  ),
};

/** What is served by this server itself is available at once. */
export const apiServiceStrategy: Strategy = {
  nameRule: nameIsPathSegment,
  unconditionalUpdate: false,
  prepareForCreate(object, { environment }) {
    if ((object as V1APIService).spec?.service !== undefined) return withPart(object, 'status', {});
    const available = {
      type: 'Available',
      status: 'True',
      lastTransitionTime: formatTime(environment.clock.now()),
      reason: 'Local',
      message: 'Local APIServices are always available',
    };
    return withPart(object, 'status', { conditions: [available] });
  },
  prepareForStatusUpdate(object, { metadata: old }) {
    const { labels, annotations, finalizers, ownerReferences } = old ?? {};
    return withMetadata(object, { labels, annotations, finalizers, ownerReferences });
  },
  validator: validatorOf<V1APIService>(apiServiceErrors, apiServiceErrors, apiServiceStatusErrors),
};
