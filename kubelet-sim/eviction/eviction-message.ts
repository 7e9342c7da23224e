import type { V1Container } from '../../api/index.ts';
import { parseQuantity, quantityOf } from '../../apimachinery/index.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';
import { type Observations, type StarvedResource, signals } from './signals.ts';
import { type Threshold, thresholdText } from './thresholds.ts';

/** Why a pod goes: what the node is short of, and who uses more than was asked for. Mirrors kubernetes pkg/kubelet/eviction (evictionMessage). */
export function evictionMessage(
  resource: StarvedResource,
  stats: PodStats,
  due: readonly Threshold[],
  observations: Observations,
): string {
  const low = `The node was low on resource: ${resource}. `;
  return `${low}${thresholdSentence(resource, due, observations)}${podSentence(resource, stats)}${containerSentences(resource, stats)}`;
}

function thresholdSentence(
  resource: StarvedResource,
  due: readonly Threshold[],
  observations: Observations,
): string {
  for (const { signal, value } of due) {
    const observed = observations[signal];
    if (signals[signal].resource !== resource || observed === undefined) continue;
    const available = quantityOf(observed.available, countsBytes(resource) ? 'BinarySI' : 'DecimalSI');
    return `Threshold quantity: ${thresholdText(value, observed)}, available: ${available}. `;
  }
  return '';
}

function countsBytes(resource: StarvedResource): boolean {
  return resource === 'memory' || resource === 'ephemeral-storage';
}

function podSentence(resource: StarvedResource, stats: PodStats): string {
  const { metadata, spec } = stats.pod;
  const request = spec?.resources?.requests?.[resource];
  if (resource !== 'memory' || request === undefined || !stats.found) return '';
  const usage = quantityOf(totalOf(stats, 'memory'), 'BinarySI');
  return `Pod ${metadata?.name} was using ${usage}, request is ${parseQuantity(request)}, has larger consumption of memory. `;
}

function containerSentences(resource: StarvedResource, { pod, containers }: PodStats): string {
  if (!countsBytes(resource)) return '';
  const measure = resource === 'memory' ? 'memory' : 'ephemeralStorage';
  const declared = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  return containers
    .map((stats) => {
      const container: V1Container | undefined = declared.find(({ name }) => name === stats.name);
      const request = parseQuantity(container?.resources?.requests?.[resource] ?? '0');
      if (stats[measure] <= request.value()) return '';
      const usage = quantityOf(stats[measure], 'BinarySI');
      return `Container ${stats.name} was using ${usage}, request is ${request}, has larger consumption of ${resource}. `;
    })
    .join('');
}
