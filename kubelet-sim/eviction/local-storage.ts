import { goQuote, parseQuantity } from '../../apimachinery/index.ts';
import { podLimits } from '../../component-helpers/index.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';

const resource = 'ephemeral-storage';

/**
 * Why a pod goes that uses more of the disk than its limits let it; undefined: it does not. Mirrors kubernetes pkg/kubelet/eviction
 * (podEphemeralStorageLimitEviction, containerEphemeralStorageLimitEviction).
 */
export function storageEviction(stats: PodStats): string | undefined {
  if (stats.containers.every(({ ephemeralStorage }) => ephemeralStorage === 0)) return undefined;
  const ofPod = podLimits(stats.pod).get(resource);
  if (ofPod !== undefined && totalOf(stats, 'ephemeralStorage') > ofPod.value())
    return `Pod ephemeral local storage usage exceeds the total limit of containers ${ofPod}. `;
  for (const { name, ephemeralStorage } of stats.containers) {
    const container = stats.pod.spec?.containers.find((one) => one.name === name);
    const limit = parseQuantity(container?.resources?.limits?.[resource] ?? '0');
    if (limit.sign > 0 && ephemeralStorage > limit.value())
      return `Container ${name} exceeded its local ephemeral storage limit ${goQuote(limit.toString())}. `;
  }
  return undefined;
}
