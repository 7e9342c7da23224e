package main

import (
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kube-aggregator/pkg/registry/apiservice"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/mutatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicy"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingadmissionpolicybinding"
	"k8s.io/kubernetes/pkg/registry/admissionregistration/validatingwebhookconfiguration"
	"k8s.io/kubernetes/pkg/registry/apps/controllerrevision"
	"k8s.io/kubernetes/pkg/registry/autoscaling/horizontalpodautoscaler"
	"k8s.io/kubernetes/pkg/registry/certificates/certificates"
	"k8s.io/kubernetes/pkg/registry/coordination/lease"
	"k8s.io/kubernetes/pkg/registry/core/configmap"
	"k8s.io/kubernetes/pkg/registry/core/endpoint"
	"k8s.io/kubernetes/pkg/registry/core/event"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolume"
	"k8s.io/kubernetes/pkg/registry/core/persistentvolumeclaim"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/secret"
	"k8s.io/kubernetes/pkg/registry/core/service"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/discovery/endpointslice"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/flowschema"
	"k8s.io/kubernetes/pkg/registry/flowcontrol/prioritylevelconfiguration"
	"k8s.io/kubernetes/pkg/registry/networking/ingress"
	"k8s.io/kubernetes/pkg/registry/networking/ingressclass"
	"k8s.io/kubernetes/pkg/registry/networking/ipaddress"
	"k8s.io/kubernetes/pkg/registry/networking/networkpolicy"
	"k8s.io/kubernetes/pkg/registry/networking/servicecidr"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/policy/poddisruptionbudget"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrole"
	"k8s.io/kubernetes/pkg/registry/rbac/clusterrolebinding"
	"k8s.io/kubernetes/pkg/registry/rbac/role"
	"k8s.io/kubernetes/pkg/registry/rbac/rolebinding"
	"k8s.io/kubernetes/pkg/registry/resource/deviceclass"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaim"
	"k8s.io/kubernetes/pkg/registry/resource/resourceclaimtemplate"
	"k8s.io/kubernetes/pkg/registry/resource/resourceslice"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
	"k8s.io/kubernetes/pkg/registry/storage/csidriver"
	"k8s.io/kubernetes/pkg/registry/storage/csinode"
	"k8s.io/kubernetes/pkg/registry/storage/csistoragecapacity"
	"k8s.io/kubernetes/pkg/registry/storage/storageclass"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattachment"
	"k8s.io/kubernetes/pkg/registry/storage/volumeattributesclass"
)

// Kinds that have no pods in them.
func init() {
	anybody := authorizerfactory.NewAlwaysAllowAuthorizer()
	claims := resourceclaim.NewStrategy(nil, anybody)
	policies := validatingadmissionpolicy.NewStrategy(nil, nothing{})
	for gvk, kind := range map[schema.GroupVersionKind]kind{
		core("ConfigMap"):             {"configmaps", configmap.Strategy, nil},
		core("Endpoints"):             {"endpoints", endpoint.Strategy, nil},
		core("Event"):                 {"events", event.Strategy, nil},
		core("LimitRange"):            {"limitranges", limitrange.Strategy, nil},
		core("Namespace"):             {"namespaces", namespace.Strategy, status(namespace.StatusStrategy)},
		core("Node"):                  {"nodes", node.Strategy, status(node.StatusStrategy)},
		core("PersistentVolume"):      {"persistentvolumes", persistentvolume.Strategy, status(persistentvolume.StatusStrategy)},
		core("PersistentVolumeClaim"): {"persistentvolumeclaims", persistentvolumeclaim.Strategy, status(persistentvolumeclaim.StatusStrategy)},
		core("ResourceQuota"):         {"resourcequotas", resourcequota.Strategy, status(resourcequota.StatusStrategy)},
		core("Secret"):                {"secrets", secret.Strategy, nil},
		core("Service"):               {"services", service.Strategy, status(service.StatusStrategy)},
		core("ServiceAccount"):        {"serviceaccounts", serviceaccount.Strategy, nil},

		v1("admissionregistration.k8s.io", "MutatingAdmissionPolicy"): {"mutatingadmissionpolicies",
			mutatingadmissionpolicy.NewStrategy(nil, nothing{}), nil},
		v1("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"): {"mutatingadmissionpolicybindings",
			mutatingadmissionpolicybinding.NewStrategy(nil, nil, nothing{}), nil},
		v1("admissionregistration.k8s.io", "MutatingWebhookConfiguration"): {"mutatingwebhookconfigurations",
			mutatingwebhookconfiguration.Strategy, nil},
		v1("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"): {"validatingadmissionpolicies",
			policies, status(validatingadmissionpolicy.NewStatusStrategy(policies))},
		v1("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"): {"validatingadmissionpolicybindings",
			validatingadmissionpolicybinding.NewStrategy(nil, nil, nothing{}), nil},
		v1("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"): {"validatingwebhookconfigurations",
			validatingwebhookconfiguration.Strategy, nil},

		v1("apiregistration.k8s.io", "APIService"): {"apiservices", apiservice.NewStrategy(legacyscheme.Scheme),
			status(apiservice.NewStatusStrategy(legacyscheme.Scheme))},
		v1("apps", "ControllerRevision"):             {"controllerrevisions", controllerrevision.Strategy, nil},
		v1("autoscaling", "HorizontalPodAutoscaler"): {"horizontalpodautoscalers", horizontalpodautoscaler.Strategy, status(horizontalpodautoscaler.StatusStrategy)},
		{Group: "autoscaling", Version: "v2", Kind: "HorizontalPodAutoscaler"}: {"horizontalpodautoscalers",
			horizontalpodautoscaler.Strategy, status(horizontalpodautoscaler.StatusStrategy)},
		v1("certificates.k8s.io", "CertificateSigningRequest"): {"certificatesigningrequests", certificates.Strategy,
			map[string]rest.RESTUpdateStrategy{"status": certificates.StatusStrategy, "approval": certificates.ApprovalStrategy}},
		v1("coordination.k8s.io", "Lease"):      {"leases", lease.Strategy, nil},
		v1("discovery.k8s.io", "EndpointSlice"): {"endpointslices", endpointslice.Strategy, nil},
		v1("events.k8s.io", "Event"):            {"events", event.Strategy, nil},

		v1("flowcontrol.apiserver.k8s.io", "FlowSchema"): {"flowschemas", flowschema.Strategy, status(flowschema.StatusStrategy)},
		v1("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"): {"prioritylevelconfigurations",
			prioritylevelconfiguration.Strategy, status(prioritylevelconfiguration.StatusStrategy)},

		v1("networking.k8s.io", "Ingress"):       {"ingresses", ingress.Strategy, status(ingress.StatusStrategy)},
		v1("networking.k8s.io", "IngressClass"):  {"ingressclasses", ingressclass.Strategy, nil},
		v1("networking.k8s.io", "IPAddress"):     {"ipaddresses", ipaddress.Strategy, nil},
		v1("networking.k8s.io", "NetworkPolicy"): {"networkpolicies", networkpolicy.Strategy, nil},
		v1("networking.k8s.io", "ServiceCIDR"):   {"servicecidrs", servicecidr.Strategy, status(servicecidr.StatusStrategy)},
		v1("node.k8s.io", "RuntimeClass"):        {"runtimeclasses", runtimeclass.Strategy, nil},
		v1("policy", "PodDisruptionBudget"):      {"poddisruptionbudgets", poddisruptionbudget.Strategy, status(poddisruptionbudget.StatusStrategy)},

		v1("rbac.authorization.k8s.io", "ClusterRole"):        {"clusterroles", clusterrole.Strategy, nil},
		v1("rbac.authorization.k8s.io", "ClusterRoleBinding"): {"clusterrolebindings", clusterrolebinding.Strategy, nil},
		v1("rbac.authorization.k8s.io", "Role"):               {"roles", role.Strategy, nil},
		v1("rbac.authorization.k8s.io", "RoleBinding"):        {"rolebindings", rolebinding.Strategy, nil},

		v1("resource.k8s.io", "DeviceClass"):           {"deviceclasses", deviceclass.Strategy, nil},
		v1("resource.k8s.io", "ResourceClaim"):         {"resourceclaims", claims, status(resourceclaim.NewStatusStrategy(claims))},
		v1("resource.k8s.io", "ResourceClaimTemplate"): {"resourceclaimtemplates", resourceclaimtemplate.NewStrategy(nil), nil},
		v1("resource.k8s.io", "ResourceSlice"):         {"resourceslices", resourceslice.Strategy, nil},
		v1("scheduling.k8s.io", "PriorityClass"):       {"priorityclasses", priorityclass.Strategy, nil},

		v1("storage.k8s.io", "CSIDriver"):             {"csidrivers", csidriver.Strategy, nil},
		v1("storage.k8s.io", "CSINode"):               {"csinodes", csinode.Strategy, nil},
		v1("storage.k8s.io", "CSIStorageCapacity"):    {"csistoragecapacities", csistoragecapacity.Strategy, nil},
		v1("storage.k8s.io", "StorageClass"):          {"storageclasses", storageclass.Strategy, nil},
		v1("storage.k8s.io", "VolumeAttachment"):      {"volumeattachments", volumeattachment.Strategy, status(volumeattachment.StatusStrategy)},
		v1("storage.k8s.io", "VolumeAttributesClass"): {"volumeattributesclasses", volumeattributesclass.Strategy, nil},
	} {
		kinds[gvk] = kind
	}
}

// nothing resolves no kind: nobody asks, where anybody may do anything.
type nothing struct{}

func (nothing) Resolve(schema.GroupVersionKind) (schema.GroupVersionResource, error) {
	return schema.GroupVersionResource{}, nil
}
