import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { nodeScoreMax } from '../framework/plugin.ts';
import type { ScoringStrategy, UtilizationShapePoint } from './args.ts';
import type { Devices } from './dynamic-resources/devices.ts';
import {
  nonZeroRequest,
  type ResourceUse,
  type ScoredResource,
  scalarUse,
  scoredResources,
} from './scored-resources.ts';

/** How good a node is for a pod: 0 to 100. */
export type NodeScore = (pod: PodInfo, node: NodeInfo) => number;

/** Mirrors kubernetes plugins/noderesources (getScorer). */
export function scoreOf(
  { type, resources, requestedToCapacityRatio }: ScoringStrategy,
  devices: Devices,
): NodeScore {
  const scored = scoredResources(resources);
  switch (type) {
    case 'LeastAllocated':
      return (pod, node) => averageOf(scored, leastAllocated, pod, node, devices);
    case 'MostAllocated':
      return (pod, node) => averageOf(scored, mostAllocated, pod, node, devices);
    case 'RequestedToCapacityRatio':
      return byRatio(scored, requestedToCapacityRatio?.shape ?? [], devices);
  }
}

/** Of one resource: how much will be requested, of how much there is. */
type ResourceScore = (requested: number, capacity: number) => number;

/** The share that is left, in whole percent. */
function leastAllocated(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * nodeScoreMax) / capacity);
}

/** The share that is taken. What pods are counted for who ask for nothing may be more than there is. */
function mostAllocated(requested: number, capacity: number): number {
  return requested > capacity ? nodeScoreMax : Math.trunc((requested * nodeScoreMax) / capacity);
}

/** Weighted; of the resources that the node has. Runs for each pod on each node: cpu and memory are read without a call. */
function averageOf(
  resources: readonly ScoredResource[],
  score: ResourceScore,
  pod: PodInfo,
  node: NodeInfo,
  devices: Devices,
): number {
  const { allocatable } = node;
  let sum = 0;
  let weights = 0;
  for (let at = 0; at < resources.length; at++) {
    const resource = resources[at] as ScoredResource;
    const { name, weight } = resource;
    let capacity: number;
    let requested: number;
    if (name === 'cpu') {
      capacity = allocatable.milliCpu;
      requested = node.nonZeroMilliCpu + pod.nonZeroMilliCpu;
    } else if (name === 'memory') {
      capacity = allocatable.memory;
      requested = node.nonZeroMemory + pod.nonZeroMemory;
    } else {
      const request = pod.requests.get(name);
      if (resource.isScalar && request === 0) continue;
      const use = scalarUse(resource, node, devices);
      capacity = use.capacity;
      requested = use.taken + request;
    }
    if (capacity === 0) continue;
    sum += score(requested, capacity) * weight;
    weights += weight;
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights);
}

/** As a shape says of the share that is taken; resources whose score is 0 do not count. Mirrors buildRequestedToCapacityRatioScorerFunction. */
function byRatio(
  resources: readonly ScoredResource[],
  shape: readonly UtilizationShapePoint[],
  devices: Devices,
): NodeScore {
  const scoreAt = brokenLine(shape);
  return (pod, node) => {
    let sum = 0;
    let weights = 0;
    for (const resource of resources) {
      const request = nonZeroRequest(pod, resource.name);
      if (request === 0 && resource.isScalar) continue;
      const { capacity, taken } = nonZeroUse(resource, node, devices);
      if (capacity === 0) continue;
      const score = scoreAt(mostAllocated(taken + request, capacity));
      if (score <= 0) continue;
      sum += score * resource.weight;
      weights += resource.weight;
    }
    return weights === 0 ? 0 : Math.round(sum / weights);
  };
}

/** With the little that counts for those who ask for nothing. */
function nonZeroUse(resource: ScoredResource, node: NodeInfo, devices: Devices): ResourceUse {
  const { allocatable, nonZeroMilliCpu, nonZeroMemory } = node;
  if (resource.name === 'cpu') return { capacity: allocatable.milliCpu, taken: nonZeroMilliCpu };
  if (resource.name === 'memory') return { capacity: allocatable.memory, taken: nonZeroMemory };
  return scalarUse(resource, node, devices);
}

const shapeScoreMax = 10;

/** Lines between the points, and level before the first and after the last. Mirrors plugins/helper (BuildBrokenLinearFunction). */
function brokenLine(shape: readonly UtilizationShapePoint[]): (utilization: number) => number {
  const points = shape.map(({ utilization, score }) => ({
    utilization,
    score: score * (nodeScoreMax / shapeScoreMax),
  }));
  return (utilization) => {
    let before: (typeof points)[number] | undefined;
    for (const point of points) {
      if (utilization <= point.utilization) {
        if (before === undefined) return point.score;
        const rise = (point.score - before.score) * (utilization - before.utilization);
        return before.score + Math.trunc(rise / (point.utilization - before.utilization));
      }
      before = point;
    }
    return before?.score ?? 0;
  };
}
