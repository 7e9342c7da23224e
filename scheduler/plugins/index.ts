import type { PluginEntry } from '../framework/plugin.ts';
import { defaultBinder } from './default-binder.ts';
import { defaultPreemption } from './default-preemption/default-preemption.ts';
import { dynamicResources } from './dynamic-resources/dynamic-resources.ts';
import { imageLocality } from './image-locality.ts';
import { interPodAffinity } from './inter-pod-affinity/inter-pod-affinity.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeDeclaredFeatures } from './node-declared-features.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { nodeVolumeLimits } from './node-volume-limits.ts';
import { podTopologySpread } from './pod-topology-spread/pod-topology-spread.ts';
import { prioritySort } from './priority-sort.ts';
import { schedulingGates } from './scheduling-gates.ts';
import { taintToleration } from './taint-toleration.ts';
import { volumeBinding } from './volume-binding/volume-binding.ts';
import { volumeRestrictions } from './volume-restrictions.ts';
import { volumeZone } from './volume-zone.ts';

/**
 * Every plugin there is, in the order they run where no configuration says otherwise, and how much their scores count.
 * Mirrors kubernetes pkg/scheduler/apis/config (getDefaultPlugins).
 */
export const defaultPlugins: readonly PluginEntry[] = [
  { name: 'SchedulingGates', plugin: schedulingGates },
  { name: 'PrioritySort', plugin: prioritySort },
  { name: 'NodeUnschedulable', plugin: nodeUnschedulable },
  { name: 'NodeName', plugin: nodeName },
  { name: 'TaintToleration', plugin: taintToleration, weight: 3 },
  { name: 'NodeAffinity', plugin: nodeAffinity, weight: 2 },
  { name: 'NodePorts', plugin: nodePorts },
  { name: 'NodeResourcesFit', plugin: nodeResourcesFit, weight: 1 },
  { name: 'VolumeRestrictions', plugin: volumeRestrictions },
  { name: 'NodeVolumeLimits', plugin: nodeVolumeLimits },
  { name: 'VolumeBinding', plugin: volumeBinding },
  { name: 'VolumeZone', plugin: volumeZone },
  { name: 'PodTopologySpread', plugin: podTopologySpread, weight: 2 },
  { name: 'InterPodAffinity', plugin: interPodAffinity, weight: 2 },
  { name: 'DynamicResources', plugin: dynamicResources, weight: 2 },
  { name: 'DefaultPreemption', plugin: defaultPreemption },
  { name: 'NodeResourcesBalancedAllocation', plugin: nodeResourcesBalancedAllocation, weight: 1 },
  { name: 'ImageLocality', plugin: imageLocality, weight: 1 },
  { name: 'DefaultBinder', plugin: defaultBinder },
  { name: 'NodeDeclaredFeatures', plugin: nodeDeclaredFeatures },
];
