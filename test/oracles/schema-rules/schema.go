package main

import (
	"encoding/json"
	"fmt"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
)

// bySchema answers the value pruned, without nulls, with defaults, and what is wrong with it then.
func bySchema(raw json.RawMessage, value any) map[string]any {
	var external apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(raw, &external); err != nil {
		panic(err)
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil); err != nil {
		panic(err)
	}
	structural, err := structuralschema.NewStructural(&internal)
	if err != nil {
		panic(err)
	}
	options := structuralschema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}
	unknown := pruning.PruneWithOptions(value, structural, false, options)
	defaulting.PruneNonNullableNullsWithoutDefaults(value, structural)
	pruned := runtime.DeepCopyJSONValue(value)
	defaulting.Default(value, structural)
	return map[string]any{
		"unknown":   append([]string{}, unknown...),
		"pruned":    pruned,
		"defaulted": runtime.DeepCopyJSONValue(value),
		"errors":    errorsOf(&internal, structural, value),
	}
}

func errorsOf(internal *apiextensions.JSONSchemaProps, structural *structuralschema.Structural, value any) []string {
	validator, _, err := validation.NewSchemaValidator(internal)
	if err != nil {
		panic(fmt.Sprint("validator: ", err))
	}
	errs := validation.ValidateCustomResource(nil, value, validator)
	if object, ok := value.(map[string]any); ok {
		errs = append(errs, listtype.ValidateListSetsAndMaps(nil, structural, object)...)
	}
	texts := []string{}
	for _, e := range errs {
		texts = append(texts, e.Error())
	}
	return texts
}
