package main

import (
	"bytes"
	"math/rand"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// printCases prints each object alone, and its bytes after those of the one before: protobuf merges the two.
func printCases(kinds []schema.GroupVersionKind, count int, seed int64) {
	for _, kind := range kinds {
		var before []byte
		var objects []runtime.Object
		for i := range count {
			f := filler{rand.New(rand.NewSource(seed + int64(i)))}
			object := newObject(kind)
			f.fillStruct(reflect.ValueOf(object).Elem(), 0)
			raw, err := object.(interface{ Marshal() ([]byte, error) }).Marshal()
			must(err)
			printCase(enveloped(kind, raw))
			if !hasAlternatives(kind) {
				printCase(enveloped(kind, append(before, raw...)))
			}
			before = raw
			objects = append(objects, object)
		}
		printList(kind, objects[:min(len(objects), 3)])
	}
}

// The alternatives to a JSON schema are one value in JSON, and have no merged form.
func hasAlternatives(kind schema.GroupVersionKind) bool {
	return kind.Kind == "CustomResourceDefinition"
}

func enveloped(kind schema.GroupVersionKind, raw []byte) []byte {
	unknown := runtime.Unknown{Raw: raw}
	unknown.APIVersion, unknown.Kind = kind.ToAPIVersionAndKind()
	var pb bytes.Buffer
	must(serializer.Encode(&unknown, &pb))
	return pb.Bytes()
}

func printTestdata(kinds []schema.GroupVersionKind, directory string) {
	for _, kind := range kinds {
		group := kind.Group
		if group == "" {
			group = "core"
		}
		pb, err := os.ReadFile(filepath.Join(directory, group+"."+kind.Version+"."+kind.Kind+".pb"))
		if err == nil {
			printCase(pb)
		}
	}
}

// What is deeper than this is left empty, so that types that contain themselves come to an end.
const depthMax = 12

type filler struct{ *rand.Rand }

var texts = []string{"", "a", "b/c", "überall", "x y", "__proto__", "0"}
var numbers = []int64{0, 1, -1, 80, 1 << 31, -(1 << 40), 1<<53 - 1}

func pick[T any](f filler, from []T) T { return from[f.Intn(len(from))] }

func (f filler) fillStruct(v reflect.Value, depth int) {
	for i := range v.NumField() {
		tag, numbered := v.Type().Field(i).Tag.Lookup("protobuf")
		if numbered && tag != "-" && f.Intn(3) != 0 {
			f.fill(v.Field(i), depth)
		}
	}
}

func (f filler) fill(v reflect.Value, depth int) {
	if f.fillSpecial(v, depth) {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(pick(f, texts))
	case reflect.Bool:
		v.SetBool(f.Intn(2) == 0)
	case reflect.Int32:
		v.SetInt(int64(int32(pick(f, numbers))))
	case reflect.Int64:
		v.SetInt(pick(f, numbers))
	case reflect.Float64:
		v.SetFloat(pick(f, []float64{0, 1.5, -1e300, 5e-324}))
	case reflect.Pointer:
		if depth < depthMax || v.Type().Elem().Kind() != reflect.Struct {
			v.Set(reflect.New(v.Type().Elem()))
			f.fill(v.Elem(), depth)
		}
	case reflect.Slice:
		f.fillSlice(v, depth)
	case reflect.Map:
		f.fillMap(v, depth)
	case reflect.Struct:
		if depth < depthMax {
			f.fillStruct(v, depth+1)
		}
	default:
		panic(v.Type().String())
	}
}

func (f filler) fillSlice(v reflect.Value, depth int) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		v.SetBytes(pick(f, [][]byte{{}, {0}, []byte("text"), {0xff, 0xfe, 0}}))
		return
	}
	if depth >= depthMax {
		return
	}
	// Wide lists of deep things would grow without end.
	for range f.Intn(2 + 2/(depth+1)) {
		item := reflect.New(v.Type().Elem()).Elem()
		f.fill(item, depth+1)
		v.Set(reflect.Append(v, item))
	}
}

func (f filler) fillMap(v reflect.Value, depth int) {
	if depth >= depthMax {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for range f.Intn(3) {
		key := reflect.New(v.Type().Key()).Elem()
		key.SetString(pick(f, texts))
		value := reflect.New(v.Type().Elem()).Elem()
		f.fill(value, depth+1)
		// A map may hold lists that are nil; ours are empty then.
		if value.Kind() != reflect.Slice || value.Len() > 0 || value.Type().Elem().Kind() == reflect.Uint8 {
			v.SetMapIndex(key, value)
		}
	}
}

func (f filler) fillSpecial(v reflect.Value, depth int) bool {
	raw := pick(f, []string{`{"a":[1,{"b":"c"}]}`, `{}`, `{"kind":"X","apiVersion":"v1"}`})
	switch p := v.Addr().Interface().(type) {
	case *metav1.Time:
		*p = metav1.Unix(pick(f, []int64{0, -5, 1700000000, -62135596800}), 0)
	case *metav1.MicroTime:
		*p = metav1.MicroTime{Time: time.Unix(pick(f, []int64{0, -5, 1700000000}), pick(f, []int64{0, 123456000, 1000}))}
	case *resource.Quantity:
		*p = resource.MustParse(pick(f, []string{"0", "100m", "1Gi", "1e3", "1.5"}))
	case *intstr.IntOrString:
		*p = pick(f, []intstr.IntOrString{{}, intstr.FromInt32(-8), intstr.FromString(""), intstr.FromString("25%")})
	case *runtime.RawExtension:
		p.Raw = []byte(raw)
	case *metav1.FieldsV1:
		p.SetRawBytes([]byte(raw))
	case *apiextensions.JSON:
		p.Raw = []byte(pick(f, []string{raw, `null`, `"x"`, `0`, `false`, `[]`}))
	default:
		return f.fillSchemaProps(v, depth)
	}
	return true
}

func (f filler) fillSchemaProps(v reflect.Value, depth int) bool {
	if !strings.HasPrefix(v.Type().Name(), "JSONSchemaPropsOr") {
		return false
	}
	props := &apiextensions.JSONSchemaProps{}
	if depth < depthMax {
		f.fillStruct(reflect.ValueOf(props).Elem(), depth+2)
	}
	either := f.Intn(2) == 0
	switch p := v.Addr().Interface().(type) {
	case *apiextensions.JSONSchemaPropsOrArray:
		if p.JSONSchemas = []apiextensions.JSONSchemaProps{*props}; either {
			*p = apiextensions.JSONSchemaPropsOrArray{Schema: props}
		}
	case *apiextensions.JSONSchemaPropsOrBool:
		if p.Allows = f.Intn(2) == 0; either {
			*p = apiextensions.JSONSchemaPropsOrBool{Allows: true, Schema: props}
		}
	case *apiextensions.JSONSchemaPropsOrStringArray:
		if p.Property = []string{"a", "b"}; either {
			*p = apiextensions.JSONSchemaPropsOrStringArray{Schema: props}
		}
	}
	return true
}
