// Command history answers questions about ControllerRevisions by asking Kubernetes' own code.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	apps "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/kubernetes/pkg/controller/history"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

var rules = map[string]func(in json.RawMessage) any{
	"revision": with(revision),
	"order":    with(order),
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 4<<20)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		answer, ok := rules[c.Rule]
		if !ok {
			must(fmt.Errorf("no rule %q", c.Rule))
		}
		c.Out = answer(c.In)
		must(json.NewEncoder(os.Stdout).Encode(c))
	}
	must(in.Err())
}

// The revision of a StatefulSet's template, as the StatefulSet controller makes it.
func revision(in struct {
	Set            apps.StatefulSet
	CollisionCount int32
}) any {
	set := &in.Set
	kind := apps.SchemeGroupVersion.WithKind("StatefulSet")
	made, err := history.NewControllerRevision(
		set, kind, set.Spec.Template.Labels, runtime.RawExtension{Raw: patch(set)}, 1, &in.CollisionCount)
	must(err)
	return map[string]any{"name": made.Name, "labels": made.Labels, "text": string(made.Data.Raw)}
}

// What gives an object the template of the set: the encoded set without anything else.
func patch(set *apps.StatefulSet) []byte {
	encoded, err := runtime.Encode(scheme.Codecs.LegacyCodec(apps.SchemeGroupVersion), set)
	must(err)
	var whole struct{ Spec struct{ Template map[string]any } }
	must(json.Unmarshal(encoded, &whole))
	whole.Spec.Template["$patch"] = "replace"
	text, err := json.Marshal(map[string]any{"spec": map[string]any{"template": whole.Spec.Template}})
	must(err)
	return text
}

type numbered struct {
	Name     string
	Revision int64
	Created  int64
}

// The names of the revisions in the order of their history.
func order(revisions []numbered) any {
	sorted := []*apps.ControllerRevision{}
	for _, of := range revisions {
		meta := metav1.ObjectMeta{Name: of.Name, CreationTimestamp: metav1.Unix(of.Created, 0)}
		sorted = append(sorted, &apps.ControllerRevision{ObjectMeta: meta, Revision: of.Revision})
	}
	history.SortControllerRevisions(sorted)
	names := []string{}
	for _, revision := range sorted {
		names = append(names, revision.Name)
	}
	return names
}

func with[T any](rule func(in T) any) func(json.RawMessage) any {
	return func(raw json.RawMessage) any {
		var in T
		must(json.Unmarshal(raw, &in))
		return rule(in)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
