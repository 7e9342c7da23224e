package main

import (
	"sort"

	"k8s.io/apimachinery/pkg/api/validate/content"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

var nameRules = map[string]func(string) []string{
	"dns1123Label":                   validation.IsDNS1123Label,
	"dns1123Subdomain":               validation.IsDNS1123Subdomain,
	"dns1123SubdomainWithUnderscore": validation.IsDNS1123SubdomainWithUnderscore,
	"dns1035Label":                   validation.IsDNS1035Label,
	"wildcard":                       validation.IsWildcardDNS1123Subdomain,
	"qualifiedName":                  content.IsLabelKey,
	"labelValue":                     content.IsLabelValue,
	"pathSegment":                    content.IsPathSegmentName,
	"portName":                       validation.IsValidPortName,
	"percent":                        validation.IsValidPercent,
	"envVarName":                     validation.IsRelaxedEnvVarName,
	"configMapKey":                   validation.IsConfigMapKey,
	"generatedSubdomain":             func(s string) []string { return apivalidation.NameIsDNSSubdomain(s, true) },
	"generatedLabel":                 func(s string) []string { return apivalidation.NameIsDNSLabel(s, true) },
}

func name(in struct{ Rule, Value string }) any {
	answer := nameRules[in.Rule](in.Value)
	if answer == nil {
		return []string{}
	}
	return answer
}

func meta(in struct {
	Meta       metav1.ObjectMeta
	Namespaced bool
}) any {
	return sorted(apivalidation.ValidateObjectMeta(&in.Meta, in.Namespaced, apivalidation.NameIsDNSSubdomain, field.NewPath("metadata")))
}

func metaUpdate(in struct{ Meta, Old metav1.ObjectMeta }) any {
	return sorted(apivalidation.ValidateObjectMetaUpdate(&in.Meta, &in.Old, field.NewPath("metadata")))
}

func writeOptions(in struct {
	Options metav1.PatchOptions
	Patch   types.PatchType
}) any {
	if in.Patch == "" {
		return texts(metavalidation.ValidateUpdateOptions(&metav1.UpdateOptions{
			DryRun: in.Options.DryRun, FieldManager: in.Options.FieldManager, FieldValidation: in.Options.FieldValidation,
		}))
	}
	return texts(metavalidation.ValidatePatchOptions(&in.Options, in.Patch))
}

func deleteOptions(in metav1.DeleteOptions) any {
	return texts(metavalidation.ValidateDeleteOptions(&in))
}

func texts(errs field.ErrorList) []string {
	out := []string{}
	for _, err := range errs {
		out = append(out, err.Error())
	}
	return out
}

// sorted, as maps have no order in Go.
func sorted(errs field.ErrorList) []string {
	out := texts(errs)
	sort.Strings(out)
	return out
}
