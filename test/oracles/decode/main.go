// Command decode reads bodies as Kubernetes reads them, into its own Go types.
//
// It reads questions as JSON lines, {"kind": "apps/v1 Deployment", "body": "..."}, and answers each in its order: {"error":
// ...} for a body that cannot be decoded, {"strict": [...], "value": ...} for others, where the value is what JSON makes of the
// object when it has been through the storage's encoding.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	kjson "sigs.k8s.io/json"
)

type question struct{ Kind, Body string }

type answer struct {
	Error  string          `json:"error,omitempty"`
	Strict []string        `json:"strict,omitempty"`
	Value  json.RawMessage `json:"value,omitempty"`
}

func main() {
	must(apiextensions.AddToScheme(scheme.Scheme))
	must(apiregistration.AddToScheme(scheme.Scheme))
	in := bufio.NewReader(os.Stdin)
	decoder := json.NewDecoder(in)
	out := json.NewEncoder(os.Stdout)
	for decoder.More() {
		var asked question
		must(decoder.Decode(&asked))
		must(out.Encode(decode(asked)))
	}
}

func decode(asked question) answer {
	object := newObject(asked.Kind)
	strict, err := kjson.UnmarshalStrict([]byte(asked.Body), object)
	if err != nil {
		return answer{Error: err.Error()}
	}
	value, err := json.Marshal(stored(asked.Kind, object))
	if err != nil {
		return answer{Error: err.Error()}
	}
	given := answer{Value: value}
	for _, one := range strict {
		given.Strict = append(given.Strict, one.Error())
	}
	return given
}

// stored is what comes back out of the storage.
func stored(kind string, object runtime.Object) runtime.Object {
	raw, err := object.(interface{ Marshal() ([]byte, error) }).Marshal()
	must(err)
	read := newObject(kind)
	must(read.(interface{ Unmarshal([]byte) error }).Unmarshal(raw))
	return read
}

func newObject(kind string) runtime.Object {
	var groupVersion, name string
	_, err := fmt.Sscan(kind, &groupVersion, &name)
	must(err)
	object, err := scheme.Scheme.New(schema.FromAPIVersionAndKind(groupVersion, name))
	must(err)
	return object
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
