package main

import (
	"sort"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

type requirement struct {
	Key      string   `json:"key"`
	Operator string   `json:"operator"`
	Values   []string `json:"values"`
}

func labelSelector(text string) any {
	selector, err := labels.Parse(text)
	if err != nil {
		return failed{err.Error()}
	}
	found := []requirement{}
	requirements, _ := selector.Requirements()
	for _, r := range requirements {
		values := r.ValuesUnsorted()
		sort.Strings(values)
		found = append(found, requirement{r.Key(), string(r.Operator()), values})
	}
	return map[string]any{"text": selector.String(), "requirements": found}
}

func labelMatch(in struct {
	Selector string
	Labels   map[string]string
}) any {
	selector, err := labels.Parse(in.Selector)
	must(err)
	return selector.Matches(labels.Set(in.Labels))
}

func labelObject(selector *metav1.LabelSelector) any {
	errs := validation.ValidateLabelSelector(selector, validation.LabelSelectorValidationOptions{}, field.NewPath("spec", "selector"))
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return map[string]any{"errors": texts(errs), "error": err.Error()}
	}
	return map[string]any{"errors": texts(errs), "text": parsed.String(), "matchesNone": parsed.Matches(labels.Set{})}
}

func fieldSelector(text string) any {
	selector, err := fields.ParseSelector(text)
	if err != nil {
		return failed{err.Error()}
	}
	found := [][3]string{}
	for _, r := range selector.Requirements() {
		found = append(found, [3]string{r.Field, string(r.Operator), r.Value})
	}
	return map[string]any{"text": selector.String(), "requirements": found}
}

func fieldMatch(in struct {
	Selector string
	Fields   map[string]string
}) any {
	selector, err := fields.ParseSelector(in.Selector)
	must(err)
	return selector.Matches(fields.Set(in.Fields))
}
