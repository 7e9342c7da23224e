package main

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"sigs.k8s.io/kwok/pkg/apis/internalversion"
	"sigs.k8s.io/kwok/pkg/apis/v1alpha1"
	"sigs.k8s.io/kwok/pkg/utils/lifecycle"
	"sigs.k8s.io/yaml"
)

// What the stages that may be next do to an object.
func answerStages(in json.RawMessage) any {
	var q struct {
		Object json.RawMessage `json:"object"`
	}
	must(json.Unmarshal(in, &q))
	obj := &unstructured.Unstructured{}
	must(json.Unmarshal(q.Object, &obj.Object))
	var stages []*internalversion.Stage
	for _, stage := range playStages() {
		ref := stage.Spec.ResourceRef
		if ref.APIGroup == obj.GetAPIVersion() && ref.Kind == obj.GetKind() {
			stages = append(stages, stage)
		}
	}
	all, err := lifecycle.NewLifecycle(stages)
	must(err)
	data, resource, meta := read(q.Object)
	event := &lifecycle.Event{Labels: meta.GetLabels(), Annotations: meta.GetAnnotations(), Data: data}
	possible, err := all.ListAllPossible(context.Background(), event)
	if err != nil {
		return map[string]any{"fails": true}
	}
	out := []any{}
	for _, stage := range possible {
		out = append(out, play(stage, event, resource, meta))
	}
	return out
}

// What is played in all cases.
func playStages() []*internalversion.Stage {
	text, err := os.ReadFile("play-stages.yaml")
	must(err)
	var stages []*internalversion.Stage
	for _, document := range strings.Split(string(text), "\n---\n") {
		var stage v1alpha1.Stage
		must(yaml.Unmarshal([]byte(document), &stage))
		internal, err := internalversion.ConvertToInternalStage(&stage)
		must(err)
		stages = append(stages, internal)
	}
	return stages
}

// As kwok's controllers have it: pods and nodes as structs, all else as it comes.
func read(raw json.RawMessage) (data any, resource any, meta metav1.Object) {
	obj := &unstructured.Unstructured{}
	must(json.Unmarshal(raw, &obj.Object))
	switch obj.GetKind() {
	case "Pod":
		pod := &corev1.Pod{}
		must(json.Unmarshal(raw, pod))
		return pod, pod, pod
	case "Node":
		node := &corev1.Node{}
		must(json.Unmarshal(raw, node))
		return node, node, node
	}
	return obj, obj.Object, obj
}

func play(stage *lifecycle.Stage, event *lifecycle.Event, resource any, meta metav1.Object) any {
	now, err := time.Parse(time.RFC3339, moment)
	must(err)
	out := map[string]any{"stage": stage.Name(), "immediate": stage.ImmediateNextStage()}
	delay, ok, err := stage.DelayRangePossible(context.Background(), event, now)
	if err != nil {
		out["delayFails"] = true
	} else if ok {
		out["delay"] = delay
	}
	weight, ok, err := stage.Weight(context.Background(), event)
	if err == nil && ok {
		out["weight"] = weight
	}
	steps := []any{}
	add := func(step map[string]any) error {
		steps = append(steps, step)
		return nil
	}
	_, err = stage.DoSteps(0, meta.GetFinalizers(), resource, renderer,
		func(e *internalversion.StageEvent) error {
			return add(map[string]any{"event": map[string]any{"type": e.Type, "reason": e.Reason, "message": e.Message}})
		},
		func() error { return add(map[string]any{"delete": true}) },
		func(p *lifecycle.Patch) error {
			return add(map[string]any{"patch": change(string(p.Type), p.Subresource, p.Impersonation, p.Data)})
		},
		func(a *lifecycle.Apply) error {
			return add(map[string]any{"apply": change(string(a.Type), a.Subresource, a.Impersonation, a.Data)})
		},
	)
	out["steps"] = steps
	out["fails"] = err != nil
	return out
}

func change(patchType, subresource string, as *internalversion.ImpersonationConfig, data []byte) any {
	out := map[string]any{"type": patchType, "data": json.RawMessage(data)}
	if subresource != "" {
		out["subresource"] = subresource
	}
	if as != nil {
		out["as"] = as.Username
	}
	return out
}
