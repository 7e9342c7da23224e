package main

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// object is an object of a kind with a schema, and what was there before an update.
type object struct {
	Schema *apiextensionsv1.JSONSchemaProps                `json:"schema"`
	Scale  *apiextensionsv1.CustomResourceSubresourceScale `json:"scale"`
	Object map[string]any                                  `json:"object"`
	Old    map[string]any                                  `json:"old"`
}

// kind is that of all objects.
var kind = schema.GroupVersionKind{Group: "example.com", Version: "v1", Kind: "Widget"}

func internalOf(external *apiextensionsv1.JSONSchemaProps) *apiextensions.JSONSchemaProps {
	internal := &apiextensions.JSONSchemaProps{}
	must(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(external, internal, nil))
	return internal
}

// decode answers an object as the server has it after it has been read, and the fields it does not know.
func decode(in object) any {
	structural, err := structuralschema.NewStructural(internalOf(in.Schema))
	must(err)
	obj := in.Object
	defaulting.PruneNonNullableNullsWithoutDefaults(obj, structural)
	defaulting.Default(obj, structural)
	unknown := pruning.PruneWithOptions(obj, structural, true, structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	defaulting.PruneNonNullableNullsWithoutDefaults(obj, structural)
	fieldErr, paths := objectmeta.CoerceWithOptions(nil, obj, structural, false, objectmeta.CoerceOptions{ReturnUnknownFieldPaths: true})
	if fieldErr != nil {
		return map[string]any{"error": fieldErr.Error()}
	}
	return map[string]any{"object": obj, "unknown": append(append([]string{}, unknown...), paths...)}
}

func strategyOf(in object) (create func(*unstructured.Unstructured) field.ErrorList, update, status func(obj, old *unstructured.Unstructured) field.ErrorList) {
	internal := internalOf(in.Schema)
	structural, err := structuralschema.NewStructural(internal)
	must(err)
	validator, _, err := validation.NewSchemaValidator(internal)
	must(err)
	var statusValidator validation.SchemaValidator
	if statusSchema, ok := internal.Properties["status"]; ok {
		statusValidator, _, err = validation.NewSchemaValidator(&statusSchema)
		must(err)
	}
	var scale *apiextensions.CustomResourceSubresourceScale
	if in.Scale != nil {
		scale = &apiextensions.CustomResourceSubresourceScale{}
		must(apiextensionsv1.Convert_v1_CustomResourceSubresourceScale_To_apiextensions_CustomResourceSubresourceScale(in.Scale, scale, nil))
	}
	main := customresource.NewStrategy(nil, true, kind, validator, statusValidator, structural, &apiextensions.CustomResourceSubresourceStatus{}, scale, nil)
	forStatus := customresource.NewStatusStrategy(main)
	ctx := context.Background()
	create = func(obj *unstructured.Unstructured) field.ErrorList { return main.Validate(ctx, obj) }
	update = func(obj, old *unstructured.Unstructured) field.ErrorList { return main.ValidateUpdate(ctx, obj, old) }
	status = func(obj, old *unstructured.Unstructured) field.ErrorList {
		return forStatus.ValidateUpdate(ctx, obj, old)
	}
	return
}

func whole(content map[string]any) *unstructured.Unstructured {
	content["apiVersion"] = kind.GroupVersion().String()
	content["kind"] = kind.Kind
	content["metadata"] = map[string]any{"name": "a", "namespace": "b", "resourceVersion": "1"}
	return &unstructured.Unstructured{Object: content}
}

func create(in object) any {
	validate, _, _ := strategyOf(in)
	return texts(validate(whole(in.Object)))
}

func update(in object) any {
	_, validate, _ := strategyOf(in)
	return texts(validate(whole(in.Object), whole(in.Old)))
}

func updateStatus(in object) any {
	_, _, validate := strategyOf(in)
	return texts(validate(whole(in.Object), whole(in.Old)))
}
