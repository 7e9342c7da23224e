// Command managed-fields answers what Kubernetes' own code makes of updates and applies, one after the other, to one
// object. The first line of its input is the schemas by name; each other line is a case, and gives one line back: for
// each step {"object": ...} or {"error": ..., "conflicts": [...]}. Times are left out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sort"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

type step struct {
	Op      string         `json:"op"`
	Manager string         `json:"manager"`
	Force   bool           `json:"force"`
	Object  map[string]any `json:"object"`
}

type question struct {
	APIVersion  string `json:"apiVersion"`
	Kind        string `json:"kind"`
	Subresource string `json:"subresource"`
	Steps       []step `json:"steps"`
}

type answer struct {
	Object    map[string]any `json:"object,omitempty"`
	Error     string         `json:"error,omitempty"`
	Conflicts []string       `json:"conflicts,omitempty"`
}

// One version a kind: nothing is converted, and nothing has defaults.
type asIs struct{}

func (asIs) Convert(in, out, context interface{}) error { return errors.New("not converted") }
func (asIs) ConvertToVersion(in runtime.Object, gv runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}
func (asIs) ConvertFieldLabel(gvk schema.GroupVersionKind, label, value string) (string, string, error) {
	return "", "", errors.New("not converted")
}
func (asIs) Default(in runtime.Object) {}
func (asIs) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(kind)
	return object, nil
}

func main() {
	reader := bufio.NewReaderSize(os.Stdin, 1<<20)
	writer := bufio.NewWriter(os.Stdout)
	defer writer.Flush()
	line, err := reader.ReadBytes('\n')
	must(err)
	schemas := map[string]*spec.Schema{}
	must(json.Unmarshal(line, &schemas))
	converter, err := managedfields.NewTypeConverter(schemas, false)
	must(err)
	for {
		line, err := reader.ReadBytes('\n')
		if err != nil {
			return
		}
		var asked question
		must(json.Unmarshal(line, &asked))
		told, err := json.Marshal(answers(converter, asked))
		must(err)
		writer.Write(append(told, '\n'))
	}
}

func answers(converter managedfields.TypeConverter, asked question) []answer {
	gv, err := schema.ParseGroupVersion(asked.APIVersion)
	must(err)
	kind := gv.WithKind(asked.Kind)
	manager, err := managedfields.NewDefaultFieldManager(converter, asIs{}, asIs{}, asIs{}, kind, gv, asked.Subresource, nil)
	must(err)
	nothing, _ := asIs{}.New(kind)
	live := nothing
	told := []answer{}
	for _, step := range asked.Steps {
		var made runtime.Object
		given := &unstructured.Unstructured{Object: whole(step.Object).(map[string]any)}
		if step.Op == "apply" {
			made, err = manager.Apply(live, given, step.Manager, step.Force)
		} else {
			made, err = manager.Update(live, given, step.Manager)
		}
		if err != nil {
			told = append(told, refusal(err))
			continue
		}
		object := made.(*unstructured.Unstructured)
		object.SetUID("1")
		live = object
		told = append(told, answer{Object: withoutTimes(object.DeepCopy()).Object})
	}
	return told
}

func refusal(err error) answer {
	told := answer{Error: err.Error()}
	var status *apierrors.StatusError
	if errors.As(err, &status) && status.ErrStatus.Details != nil {
		// Go walks managers in another order each time.
		told.Error = "conflicts"
		for _, cause := range status.ErrStatus.Details.Causes {
			told.Conflicts = append(told.Conflicts, fmt.Sprintf("%s: %s", cause.Field, cause.Message))
		}
		sort.Strings(told.Conflicts)
	}
	return told
}

func withoutTimes(object *unstructured.Unstructured) *unstructured.Unstructured {
	entries := object.GetManagedFields()
	for i := range entries {
		entries[i].Time = nil
	}
	object.SetManagedFields(entries)
	return object
}

// Whole numbers as the decoder of unstructured objects has them.
func whole(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, member := range v {
			v[key] = whole(member)
		}
	case []any:
		for i, item := range v {
			v[i] = whole(item)
		}
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	}
	return value
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
