import type { DefinitionTable } from './definition-facts.ts';

/**
 * Types that the client's models flatten: a quantity is a `string` there, an empty struct `any`.
 */

/** Fields that hold a resource.Quantity: one, a list of them, or a map to them. */
export const quantityFields: DefinitionTable<readonly string[]> = {
  'autoscaling.v2.HPAScalingRules': ['tolerance'],
  'autoscaling.v2.MetricTarget': ['averageValue', 'value'],
  'autoscaling.v2.MetricValueStatus': ['averageValue', 'value'],
  'core.v1.ContainerStatus': ['allocatedResources'],
  'core.v1.EmptyDirVolumeSource': ['sizeLimit'],
  'core.v1.LimitRangeItem': ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'],
  'core.v1.NodeAllocatableResourceClaimStatus': ['resources'],
  'core.v1.NodeStatus': ['allocatable', 'capacity'],
  'core.v1.PersistentVolumeClaimStatus': ['allocatedResources', 'capacity'],
  'core.v1.PersistentVolumeSpec': ['capacity'],
  'core.v1.PodSpec': ['overhead'],
  'core.v1.PodStatus': ['allocatedResources'],
  'core.v1.ResourceFieldSelector': ['divisor'],
  'core.v1.ResourceQuotaSpec': ['hard'],
  'core.v1.ResourceQuotaStatus': ['hard', 'used'],
  'core.v1.ResourceRequirements': ['limits', 'requests'],
  'core.v1.VolumeResourceRequirements': ['limits', 'requests'],
  'node.v1.Overhead': ['podFixed'],
  'resource.*.CapacityRequestPolicy': ['default', 'validValues'],
  'resource.*.CapacityRequestPolicyRange': ['max', 'min', 'step'],
  'resource.*.CapacityRequirements': ['requests'],
  'resource.*.Counter': ['value'],
  'resource.*.DeviceCapacity': ['value'],
  'resource.*.DeviceRequestAllocationResult': ['consumedCapacity'],
  'resource.*.NodeAllocatableResourceMapping': ['allocationMultiplier'],
  'storage.v1.CSIStorageCapacity': ['capacity', 'maximumVolumeSize'],
};

/** The types of fields that are structs without fields. */
export const emptyStructs: DefinitionTable<Readonly<Record<string, string>>> = {
  'apiserverinternal.v1alpha1.StorageVersion': {
    spec: 'io.k8s.api.apiserverinternal.v1alpha1.StorageVersionSpec',
  },
  'scheduling.v1alpha2.PodGroupSchedulingPolicy': {
    basic: 'io.k8s.api.scheduling.v1alpha2.BasicSchedulingPolicy',
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresources': {
    status: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceSubresourceStatus',
  },
};
