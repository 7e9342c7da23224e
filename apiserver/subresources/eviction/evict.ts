import type { V1Pod, V1PodCondition } from '../../../api/index.ts';
import { formatTime, type KubeObject, setCondition } from '../../../apimachinery/index.ts';
import { withPart } from '../../pipeline/strategies/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { checkPreconditions, type DeleteOptions, deleteObject } from '../../verbs/delete.ts';

const reason = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

/**
 * Deletes the pod, which says why from then on. Nobody owns what it says. Mirrors addConditionAndDeletePod of kubernetes
 * pkg/registry/core/pod/storage.
 */
export async function evict(context: RequestContext, options: DeleteOptions): Promise<void> {
  const { kind, info, origin, server } = context;
  if ((options.dryRun ?? []).length > 0) return void (await deleteObject(context, info.name, options));
  const nowText = formatTime(server.environment.clock.now());
  const { stored } = await kind.storage.update(
    info.namespace,
    info.name,
    (pod) => {
      checkPreconditions(context, pod, options);
      return targeted(pod, nowText);
    },
    { ...origin, verb: 'update', subresource: 'status' },
  );
  await deleteObject(context, info.name, atVersion(options, stored.object.metadata?.resourceVersion));
}

/** What was asked of the pod before its condition was written is asked of it afterwards. */
function atVersion(options: DeleteOptions, resourceVersion = ''): DeleteOptions {
  if (options.preconditions?.resourceVersion === undefined) return options;
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } };
}

function targeted(pod: V1Pod, nowText: string): KubeObject {
  const condition = { ...reason, lastProbeTime: null, lastTransitionTime: nowText };
  const { conditions } = pod.status ?? {};
  const told = setCondition(conditions, condition as unknown as V1PodCondition, nowText);
  return told === conditions ? pod : withPart(pod, 'status', { ...pod.status, conditions: told });
}
