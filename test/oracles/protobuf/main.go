// Command protobuf tells what Kubernetes' own Go types say about their bytes.
//
// It reads kinds as lines, "apps/v1 Deployment". "protobuf table" prints the numbers of the fields of all types they
// reach; "protobuf cases COUNT SEED" prints random objects of each kind as JSON lines, {"pb": ..., "json": ...};
// "protobuf testdata" prints in the same form the filled objects that Kubernetes tests with.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

func main() {
	must(apiextensions.AddToScheme(scheme.Scheme))
	must(apiregistration.AddToScheme(scheme.Scheme))
	kinds := readKinds()
	switch os.Args[1] {
	case "table":
		printTable(kinds)
	case "cases":
		count, err := strconv.Atoi(os.Args[2])
		must(err)
		seed, err := strconv.ParseInt(os.Args[3], 10, 64)
		must(err)
		printCases(kinds, count, seed)
	case "testdata":
		printTestdata(kinds, os.Args[2])
	}
}

func readKinds() []schema.GroupVersionKind {
	var kinds []schema.GroupVersionKind
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var groupVersion, kind string
		_, err := fmt.Sscan(in.Text(), &groupVersion, &kind)
		must(err)
		kinds = append(kinds, schema.FromAPIVersionAndKind(groupVersion, kind))
	}
	return kinds
}

func newObject(kind schema.GroupVersionKind) runtime.Object {
	object, err := scheme.Scheme.New(kind)
	must(err)
	return object
}

var serializer = protobuf.NewSerializer(scheme.Scheme, scheme.Scheme)

// What the JSON of an object must say, when its bytes have been through the decoder.
func printCase(pb []byte) {
	decoded, kind, err := serializer.Decode(pb, nil, nil)
	must(err)
	decoded.GetObjectKind().SetGroupVersionKind(*kind)
	text, err := json.Marshal(decoded)
	must(err)
	line, err := json.Marshal(map[string]any{"pb": pb, "json": json.RawMessage(text)})
	must(err)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
