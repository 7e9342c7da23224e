package main

import (
	"reflect"

	corev1 "k8s.io/api/core/v1"
	flowcontrolv1 "k8s.io/api/flowcontrol/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	resourcev1 "k8s.io/api/resource/v1"
	storagev1 "k8s.io/api/storage/v1"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/flowcontrol"
	"k8s.io/kubernetes/pkg/apis/networking"
	"k8s.io/kubernetes/pkg/apis/policy"
	"k8s.io/kubernetes/pkg/apis/rbac"
	"k8s.io/kubernetes/pkg/apis/resource"
	"k8s.io/kubernetes/pkg/apis/storage"
)

// Types that messages about kinds without pods show.
func init() {
	shown = append(shown, [][2]reflect.Type{
		{reflect.TypeFor[api.EventSource](), reflect.TypeFor[corev1.EventSource]()},
		{reflect.TypeFor[api.NodeAddress](), reflect.TypeFor[corev1.NodeAddress]()},
		{reflect.TypeFor[api.ObjectReference](), reflect.TypeFor[corev1.ObjectReference]()},
		{reflect.TypeFor[api.PersistentVolumeClaimSpec](), reflect.TypeFor[corev1.PersistentVolumeClaimSpec]()},
		{reflect.TypeFor[api.PersistentVolumeSource](), reflect.TypeFor[corev1.PersistentVolumeSource]()},
		{reflect.TypeFor[api.ScopeSelector](), reflect.TypeFor[corev1.ScopeSelector]()},
		{reflect.TypeFor[api.Taint](), reflect.TypeFor[corev1.Taint]()},
		{reflect.TypeFor[api.Toleration](), reflect.TypeFor[corev1.Toleration]()},
		{reflect.TypeFor[flowcontrol.FlowSchemaSpec](), reflect.TypeFor[flowcontrolv1.FlowSchemaSpec]()},
		{reflect.TypeFor[flowcontrol.PriorityLevelConfigurationSpec](), reflect.TypeFor[flowcontrolv1.PriorityLevelConfigurationSpec]()},
		{reflect.TypeFor[api.VolumeNodeAffinity](), reflect.TypeFor[corev1.VolumeNodeAffinity]()},
		{reflect.TypeFor[networking.ParentReference](), reflect.TypeFor[networkingv1.ParentReference]()},
		{reflect.TypeFor[networking.ServiceCIDRSpec](), reflect.TypeFor[networkingv1.ServiceCIDRSpec]()},
		{reflect.TypeFor[policy.PodDisruptionBudgetSpec](), reflect.TypeFor[policyv1.PodDisruptionBudgetSpec]()},
		{reflect.TypeFor[rbac.RoleRef](), reflect.TypeFor[rbacv1.RoleRef]()},
		{reflect.TypeFor[resource.ResourceClaimSpec](), reflect.TypeFor[resourcev1.ResourceClaimSpec]()},
		{reflect.TypeFor[resource.AllocationResult](), reflect.TypeFor[resourcev1.AllocationResult]()},
		{reflect.TypeFor[resource.ResourceClaimTemplateSpec](), reflect.TypeFor[resourcev1.ResourceClaimTemplateSpec]()},
		{reflect.TypeFor[resource.DeviceAttribute](), reflect.TypeFor[resourcev1.DeviceAttribute]()},
		{reflect.TypeFor[resource.ResourcePool](), reflect.TypeFor[resourcev1.ResourcePool]()},
		{reflect.TypeFor[storage.CSINodeDriver](), reflect.TypeFor[storagev1.CSINodeDriver]()},
		{reflect.TypeFor[storage.VolumeAttachmentSpec](), reflect.TypeFor[storagev1.VolumeAttachmentSpec]()},
	}...)
}
