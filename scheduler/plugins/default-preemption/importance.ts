import { parseTime } from '../../../apimachinery/index.ts';
import type { PodInfo } from '../../cache/pod-info.ts';

/** When a pod began; one that has not is taken to begin now. Mirrors util.GetPodStartTime. */
export function startMs({ pod }: PodInfo, nowMs: number): number {
  return pod.status?.startTime === undefined ? nowMs : parseTime(pod.status.startTime);
}

/** The more important first: of higher priority, then older. Mirrors util.MoreImportantPod. */
export function byImportance(pods: readonly PodInfo[], nowMs: number): readonly PodInfo[] {
  const timed = pods.map((info) => ({ info, began: startMs(info, nowMs) }));
  timed.sort((a, b) => b.info.priority - a.info.priority || a.began - b.began);
  return timed.map(({ info }) => info);
}
