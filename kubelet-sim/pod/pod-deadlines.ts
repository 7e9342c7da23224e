import type { V1Pod } from '../../api/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { isMirrorPod } from '../static-pods/mirror-pod.ts';
import type { PodFacts } from './decide-pod.ts';

/** When it is to end: one of a manifest not with the object that stands for it. A pod whose phase somebody has made final ends as one that is deleted. */
export function deadlinesOf(
  pod: V1Pod,
  graceMs: number,
  over: boolean,
): Pick<PodFacts, 'stopGraceMs' | 'activeUntilMs'> {
  const { metadata, spec, status } = pod;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata ?? {};
  const { activeDeadlineSeconds } = spec ?? {};
  const startTime = status?.startTime;
  const given = isPodTerminal(pod) && !over ? { stopGraceMs: graceMs } : {};
  return {
    ...(deletionTimestamp === undefined || isMirrorPod(pod)
      ? given
      : { stopGraceMs: deletionGracePeriodSeconds * 1000 }),
    ...(activeDeadlineSeconds === undefined || startTime === undefined
      ? {}
      : { activeUntilMs: Date.parse(startTime) + Number(activeDeadlineSeconds) * 1000 }),
  };
}
