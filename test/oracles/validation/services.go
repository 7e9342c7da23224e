package main

import (
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/apis/core/validation"
)

// beforeStrategy does what the storage of services does before their strategy is asked, as far as it takes no addresses
// (initIPFamilyFields). There is no old service where one is created.
func beforeStrategy(object, old runtime.Object) error {
	service, ok := object.(*api.Service)
	if !ok || service.Spec.Type == api.ServiceTypeExternalName {
		return nil
	}
	before, _ := old.(*api.Service)
	if service.Spec.IPFamilyPolicy == nil && before != nil {
		service.Spec.IPFamilyPolicy = before.Spec.IPFamilyPolicy
	}
	if service.Spec.IPFamilyPolicy == nil {
		policy := api.IPFamilyPolicySingleStack
		if service.Spec.ClusterIP == api.ClusterIPNone && len(service.Spec.Selector) == 0 {
			policy = api.IPFamilyPolicyRequireDualStack
		}
		service.Spec.IPFamilyPolicy = &policy
	}
	if errs := validation.ValidateServiceClusterIPsRelatedFields(service, before); len(errs) > 0 {
		return apierrors.NewInvalid(api.Kind("Service"), service.Name, errs)
	}
	return nil
}
