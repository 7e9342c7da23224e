import type { V1Pod } from '../../../api/index.ts';
import {
  badRequest,
  deepFreeze,
  fieldInvalid,
  invalid,
  isConflict,
  type KubeObject,
  notFound,
  unclassified,
} from '../../../apimachinery/index.ts';
import { isPodReady, isPodTerminal } from '../../../component-helpers/index.ts';
import { admit } from '../../pipeline/admission/index.ts';
import { decodeBody } from '../../request/body.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { objectResponse } from '../../respond/responses.ts';
import type { DeleteOptions } from '../../verbs/delete.ts';
import type { Subresource } from '../subresource.ts';
import { type Budget, budgetOf, mayLoseUnhealthy, stillProcessed, takeFromBudget } from './budget.ts';
import { evict } from './evict.ts';

const evicted = deepFreeze({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });

const evictionKind = { group: 'policy', version: 'v1', kind: 'Eviction' };

/** How often an eviction that needs no budget is tried on a pod that changes. Mirrors EvictionsRetry. */
const attemptsMax = 20;

/**
 * A polite delete, of which plugins see the Eviction only: the pod's disruption budget is asked, and counts it. Mirrors
 * kubernetes pkg/registry/core/pod/storage (EvictionREST).
 */
export const eviction: Subresource = {
  name: 'eviction',
  verbs: {
    async create(context) {
      const given = decodeBody(context, evictionKind) ?? {};
      let options: DeleteOptions = {};
      await admit(context, 'CREATE', given as KubeObject, (asked) => {
        options = checked(context, asked);
      });
      if (!(await evictWithoutBudget(context, options))) await evictWithinBudget(context, options);
      return objectResponse(evicted, 201);
    },
  },
};

/** The options of the deletion, which is a dry run where either the request or the eviction is one. */
function checked({ info, request }: RequestContext, asked: KubeObject): DeleteOptions {
  if (asked.metadata?.name !== info.name) {
    throw badRequest('name in URL does not match name in Eviction object');
  }
  const { deleteOptions: options = {} } = asked as { readonly deleteOptions?: DeleteOptions };
  if (options.ignoreStoreReadErrorWithClusterBreakingPotential === true) {
    const field = 'deleteOptions.ignoreStoreReadErrorWithClusterBreakingPotential';
    const says = 'can not be set for pod eviction, try after removing the option';
    throw invalid(evictionKind, info.name, [fieldInvalid(field, true, says)]);
  }
  const ofRequest = request.query.dryRun === undefined ? [] : [request.query.dryRun];
  const ofEviction = options.dryRun ?? [];
  if (ofRequest.length > 0 && ofEviction.length > 0 && ofRequest.join() !== ofEviction.join()) {
    const both = `[${ofRequest.join(' ')}] and [${ofEviction.join(' ')}]`;
    throw unclassified(`Non-matching dry-run options in request and content: ${both}`);
  }
  return ofRequest.length === 0 ? options : { ...options, dryRun: ofRequest };
}

/** Evicts a pod that serves nobody yet, or no more. False: it may serve, and its budget is to be asked. */
async function evictWithoutBudget(context: RequestContext, options: DeleteOptions): Promise<boolean> {
  const asked = options.preconditions?.resourceVersion;
  for (let attempt = 1; ; attempt++) {
    const pod = await podOf(context);
    const isOver = isPodTerminal(pod) || pod.metadata?.deletionTimestamp !== undefined;
    if (!isOver && pod.status?.phase !== 'Pending') return false;
    try {
      await evict(context, isOver || asked !== undefined ? options : forThis(pod, options));
      return true;
    } catch (error) {
      if (asked !== undefined || !isConflict(error) || attempt === attemptsMax) throw error;
    }
  }
}

async function evictWithinBudget(context: RequestContext, options: DeleteOptions): Promise<void> {
  const pod = await podOf(context);
  const budget = await budgetOf(context, pod);
  if (budget === undefined) return evict(context, options);
  if (isPodReady(pod) || !mayLoseUnhealthy(budget)) {
    await takeFromBudget(context, budget, options);
    return evict(context, options);
  }
  // It does not count as healthy, and must not have become so meanwhile.
  await evictUnhealthy(context, forThis(pod, options), options, budget);
}

async function evictUnhealthy(
  context: RequestContext,
  exact: DeleteOptions,
  options: DeleteOptions,
  budget: Budget,
): Promise<void> {
  try {
    await evict(context, exact);
  } catch (error) {
    if (!isConflict(error) || options.preconditions?.resourceVersion !== undefined) throw error;
    throw stillProcessed(budget);
  }
}

/** Only as long as the pod is as it was looked at. */
function forThis(pod: V1Pod, options: DeleteOptions): DeleteOptions {
  const resourceVersion = pod.metadata?.resourceVersion ?? '';
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } };
}

async function podOf(context: RequestContext): Promise<V1Pod> {
  const { kind, info } = context;
  const stored = await kind.storage.get(info.namespace, info.name);
  if (stored === undefined) throw notFound(kind.resource, info.name);
  return stored.object as V1Pod;
}
