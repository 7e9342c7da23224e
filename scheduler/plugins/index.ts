import type { PluginEntry } from '../framework/plugin.ts';
import { defaultBinder } from './default-binder.ts';
import { defaultPreemption } from './default-preemption.ts';
import { dynamicResources } from './dynamic-resources/dynamic-resources.ts';
import { nodeAffinity } from './node-affinity.ts';
import { nodeName } from './node-name.ts';
import { nodePorts } from './node-ports.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';
import { nodeUnschedulable } from './node-unschedulable.ts';
import { nodeVolumeLimits } from './node-volume-limits.ts';
import { prioritySort } from './priority-sort.ts';
import { schedulingGates } from './scheduling-gates.ts';
import { taintToleration } from './taint-toleration.ts';
import { volumeBinding } from './volume-binding/volume-binding.ts';
import { volumeRestrictions } from './volume-restrictions.ts';
import { volumeZone } from './volume-zone.ts';

/**
 * Every plugin there is, in the order they run, and how much their scores count: 1 where nothing is said.
 * Mirrors kubernetes pkg/scheduler/apis/config (getDefaultPlugins).
 */
export const defaultPlugins: readonly PluginEntry[] = [
  { plugin: schedulingGates },
  { plugin: prioritySort },
  { plugin: nodeUnschedulable },
  { plugin: nodeName },
  { plugin: taintToleration, weight: 3 },
  { plugin: nodeAffinity, weight: 2 },
  { plugin: nodePorts },
  { plugin: nodeResourcesFit },
  { plugin: volumeRestrictions },
  { plugin: nodeVolumeLimits },
  { plugin: volumeBinding },
  { plugin: volumeZone },
  { plugin: dynamicResources, weight: 2 },
  { plugin: defaultPreemption },
  { plugin: nodeResourcesBalancedAllocation },
  { plugin: defaultBinder },
];
