package main

import (
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// Types whose JSON is not made of their fields, and whether their zero value shows.
var special = map[reflect.Type]bool{
	reflect.TypeFor[metav1.Time]():                                false,
	reflect.TypeFor[metav1.MicroTime]():                           false,
	reflect.TypeFor[runtime.RawExtension]():                       false,
	reflect.TypeFor[metav1.FieldsV1]():                            false,
	reflect.TypeFor[apiextensions.JSON]():                         false,
	reflect.TypeFor[resource.Quantity]():                          true,
	reflect.TypeFor[intstr.IntOrString]():                         true,
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrArray]():       false,
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrBool]():        false,
	reflect.TypeFor[apiextensions.JSONSchemaPropsOrStringArray](): false,
}

var marshaler = reflect.TypeFor[interface{ Marshal() ([]byte, error) }]()

// printTable prints "io.k8s.api.apps.v1 DeploymentSpec replicas* selector template! ..." for each type, its fields in
// the order of their numbers. The grammar is told in api/go-types/field-facts.ts.
func printTable(kinds []schema.GroupVersionKind) {
	lines := map[string]string{}
	for _, kind := range kinds {
		addType(lines, reflect.TypeOf(newObject(kind)).Elem())
	}
	names := make([]string, 0, len(lines))
	for name := range lines {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Println(name + lines[name])
	}
}

func addType(lines map[string]string, of reflect.Type) {
	name := packageName(of) + " " + of.Name()
	if _, known := lines[name]; known {
		return
	}
	lines[name] = ""
	tokens := map[int]string{}
	for i := range of.NumField() {
		field := of.Field(i)
		tag, numbered := field.Tag.Lookup("protobuf")
		if !numbered || tag == "-" {
			continue
		}
		number, err := strconv.Atoi(strings.Split(tag, ",")[1])
		must(err)
		tokens[number] = token(of, field)
		if next := structWithin(field.Type); next != nil {
			addType(lines, next)
		}
	}
	lines[name] = inOrder(tokens)
}

func inOrder(tokens map[int]string) string {
	numbers := make([]int, 0, len(tokens))
	for number := range tokens {
		numbers = append(numbers, number)
	}
	sort.Ints(numbers)
	line := ""
	expected := 1
	for _, number := range numbers {
		if number != expected {
			line += fmt.Sprintf(" %d", number)
		}
		line += " " + tokens[number]
		expected = number + 1
	}
	return line
}

func token(of reflect.Type, field reflect.StructField) string {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	if name == "" {
		if packageName(field.Type) != packageName(of) || !strings.Contains(options, "inline") {
			panic(of.Name() + "." + field.Name)
		}
		return "~" + field.Type.Name()
	}
	if strings.Contains(options, "omitzero") && field.Type != reflect.TypeFor[metav1.Time]() {
		panic(of.Name() + "." + field.Name)
	}
	if within := elementOf(field.Type); strings.HasPrefix(within.Name(), "JSONSchemaPropsOr") {
		return name + ":" + strings.TrimPrefix(within.Name(), "JSONSchemaPropsOr")
	}
	// Verbs are a list in Go, and a message in protobuf.
	if field.Type.Kind() == reflect.Slice && reflect.PointerTo(field.Type).Implements(marshaler) {
		return name + ":List"
	}
	return name + typeToken(of, field.Type) + mark(field.Type, options)
}

// typeToken is "=PullPolicy" for a type that a schema does not tell, without the package of the struct it is in.
func typeToken(of, field reflect.Type) string {
	for field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	if field.String() == schemaName(field) {
		return ""
	}
	name := field.String()
	if strings.ContainsAny(name, " *") {
		panic(of.Name() + " " + name)
	}
	own := strings.TrimSuffix(of.String(), of.Name())
	return "=" + strings.ReplaceAll(name, own, "")
}

// schemaName is the name of the type that a schema leads to.
func schemaName(of reflect.Type) string {
	if of == reflect.TypeFor[apiextensions.JSON]() {
		// What can be anything has one name.
		return "runtime.RawExtension"
	}
	if _, isSpecial := special[of]; isSpecial {
		return of.String()
	}
	switch of.Kind() {
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Int32 {
			// A list of numbers has no format.
			return "[]int64"
		}
		return "[]" + schemaName(of.Elem())
	case reflect.Map:
		return "map[string]" + schemaName(of.Elem())
	case reflect.Struct:
		return of.String()
	}
	return of.Kind().String()
}

func mark(of reflect.Type, options string) string {
	omitEmpty := strings.Contains(options, "omitempty")
	switch of.Kind() {
	case reflect.Pointer:
		if of.Elem().Kind() == reflect.Struct {
			return nullMark(omitEmpty)
		}
		return "*" + nullMark(omitEmpty)
	case reflect.Struct:
		if shows, isSpecial := special[of]; !isSpecial || shows {
			return "!"
		}
		return "?" + nullMark(strings.Contains(options, "omitzero"))
	case reflect.Map:
		return nullMark(omitEmpty)
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Uint8 && !omitEmpty {
			return "*^"
		}
		return nullMark(omitEmpty)
	}
	if omitEmpty {
		return ""
	}
	return "!"
}

// nullMark marks what JSON has even when nobody set it, as null.
func nullMark(omitted bool) string {
	if omitted {
		return ""
	}
	return "^"
}

func elementOf(of reflect.Type) reflect.Type {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	return of
}

func structWithin(of reflect.Type) reflect.Type {
	of = elementOf(of)
	if _, isSpecial := special[of]; isSpecial || of.Kind() != reflect.Struct {
		return nil
	}
	return of
}

func packageName(of reflect.Type) string {
	return strings.ReplaceAll(strings.Replace(of.PkgPath(), "k8s.io", "io.k8s", 1), "/", ".")
}
