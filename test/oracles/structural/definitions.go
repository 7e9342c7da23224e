package main

import (
	"context"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresourcedefinition"
)

func definitionOf(external *apiextensionsv1.CustomResourceDefinition) *apiextensions.CustomResourceDefinition {
	apiextensionsv1.SetObjectDefaults_CustomResourceDefinition(external)
	internal := &apiextensions.CustomResourceDefinition{}
	must(apiextensionsv1.Convert_v1_CustomResourceDefinition_To_apiextensions_CustomResourceDefinition(external, internal, nil))
	return internal
}

func createDefinition(in *apiextensionsv1.CustomResourceDefinition) any {
	strategy := customresourcedefinition.NewStrategy(nil)
	ctx := context.Background()
	definition := definitionOf(in)
	strategy.PrepareForCreate(ctx, definition)
	return map[string]any{
		"errors":   texts(strategy.Validate(ctx, definition)),
		"warnings": append([]string{}, strategy.WarningsOnCreate(ctx, definition)...),
	}
}

func updateDefinition(in struct {
	Definition *apiextensionsv1.CustomResourceDefinition `json:"definition"`
	Old        *apiextensionsv1.CustomResourceDefinition `json:"old"`
}) any {
	strategy := customresourcedefinition.NewStrategy(nil)
	ctx := context.Background()
	definition, old := definitionOf(in.Definition), definitionOf(in.Old)
	strategy.PrepareForUpdate(ctx, definition, old)
	return map[string]any{
		"errors":   texts(strategy.ValidateUpdate(ctx, definition, old)),
		"warnings": append([]string{}, strategy.WarningsOnUpdate(ctx, definition, old)...),
	}
}
