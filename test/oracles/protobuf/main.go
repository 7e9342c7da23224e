// Command protobuf tells what Kubernetes' own Go types say about their bytes.
//
// It reads kinds as lines, "apps/v1 Deployment". "protobuf table" prints the numbers of the fields of all types they
// reach; "protobuf cases COUNT SEED" prints random objects of each kind as JSON lines, {"pb": ..., "json": ..., "out": ...}:
// the bytes that came, the object, and the bytes that it is answered in; and lists of them, which come from nobody;
// "protobuf testdata" prints in the same form the filled objects that Kubernetes tests with.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1beta1 "k8s.io/apimachinery/pkg/apis/meta/v1beta1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

func main() {
	must(apiextensions.AddToScheme(scheme.Scheme))
	must(apiregistration.AddToScheme(scheme.Scheme))
	must(metav1.AddMetaToScheme(scheme.Scheme))
	must(metav1beta1.AddMetaToScheme(scheme.Scheme))
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
var jsonSerializer = jsonserializer.NewSerializerWithOptions(
	jsonserializer.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, jsonserializer.SerializerOptions{})

// What the JSON of an object must say, when its bytes have been through the decoder.
func printCase(pb []byte) {
	decoded, kind, err := serializer.Decode(pb, nil, nil)
	must(err)
	decoded.GetObjectKind().SetGroupVersionKind(*kind)
	text, err := json.Marshal(decoded)
	must(err)
	printLine(pb, text)
}

func printList(kind schema.GroupVersionKind, objects []runtime.Object) {
	kind.Kind += "List"
	list, err := scheme.Scheme.New(kind)
	if err != nil || !meta.IsListType(list) {
		return
	}
	must(meta.SetList(list, objects))
	list.(metav1.ListInterface).SetResourceVersion("7")
	list.GetObjectKind().SetGroupVersionKind(kind)
	text, err := json.Marshal(list)
	must(err)
	printLine(nil, text)
}

func printLine(pb []byte, text []byte) {
	stored, _, err := jsonSerializer.Decode(text, nil, nil)
	must(err)
	var out bytes.Buffer
	must(serializer.Encode(stored, &out))
	line, err := json.Marshal(map[string]any{"pb": pb, "json": json.RawMessage(text), "out": out.Bytes()})
	must(err)
	fmt.Println(string(line))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
