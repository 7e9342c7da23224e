package main

import (
	"fmt"
	"reflect"
	"sort"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/kubernetes/pkg/apis/apps"
	"k8s.io/kubernetes/pkg/apis/batch"
	api "k8s.io/kubernetes/pkg/apis/core"
)

// Types that messages show whole, as they are inside of Kubernetes and as clients know them.
var shown = [][2]reflect.Type{
	{reflect.TypeFor[api.PodTemplateSpec](), reflect.TypeFor[corev1.PodTemplateSpec]()},
	{reflect.TypeFor[api.PodStatus](), reflect.TypeFor[corev1.PodStatus]()},
	{reflect.TypeFor[apps.DaemonSetUpdateStrategy](), reflect.TypeFor[appsv1.DaemonSetUpdateStrategy]()},
	{reflect.TypeFor[apps.DeploymentStrategy](), reflect.TypeFor[appsv1.DeploymentStrategy]()},
	{reflect.TypeFor[apps.StatefulSetSpec](), reflect.TypeFor[appsv1.StatefulSetSpec]()},
	{reflect.TypeFor[batch.JobSpec](), reflect.TypeFor[batchv1.JobSpec]()},
	{reflect.TypeFor[batch.JobStatus](), reflect.TypeFor[batchv1.JobStatus]()},
}

// Fields that clients know in the object that has this one.
var ofOwner = map[string]string{
	"PodSecurityContext.HostNetwork":           "hostNetwork",
	"PodSecurityContext.HostPID":               "hostPID",
	"PodSecurityContext.HostIPC":               "hostIPC",
	"PodSecurityContext.ShareProcessNamespace": "shareProcessNamespace",
	"PodSecurityContext.HostUsers":             "hostUsers",
}

var scalars = map[reflect.Type]string{
	reflect.TypeFor[resource.Quantity]():    "q",
	reflect.TypeFor[intstr.IntOrString]():   "i",
	reflect.TypeFor[metav1.Time]():          "t",
	reflect.TypeFor[metav1.MicroTime]():     "t",
	reflect.TypeFor[metav1.FieldsV1]():      "x",
	reflect.TypeFor[runtime.RawExtension](): "x",
}

// printInternal prints a line for each type: its name, and its fields in the order of their declaration. The grammar is
// told in api/go-types/internal-json.ts.
func printInternal() {
	lines := map[string]string{}
	for _, pair := range shown {
		addInternal(lines, pair[0], pair[1])
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

func addInternal(lines map[string]string, internal, versioned reflect.Type) {
	if _, known := lines[internal.Name()]; known {
		return
	}
	lines[internal.Name()] = ""
	known := map[string]reflect.StructField{}
	for _, field := range flat(versioned) {
		known[field.Name] = field
	}
	line := ""
	for _, field := range flat(internal) {
		if field.Anonymous {
			addInternal(lines, field.Type, field.Type)
			line += " @" + field.Type.Name()
			continue
		}
		shownAs, omits := tagged(field)
		name, inOwner := ofOwner[internal.Name()+"."+field.Name]
		within := reflect.Type(nil)
		if inOwner {
			name = "^" + name
		} else {
			of, ok := known[field.Name]
			if !ok {
				must(fmt.Errorf("%s.%s is not in %s", internal, field.Name, versioned))
			}
			name, _ = tagged(of)
			within = of.Type
		}
		line += " " + shownAs
		if name != strings.ToLower(shownAs[:1])+shownAs[1:] {
			line += "=" + name
		}
		if omits {
			line += "?"
		}
		line += ":" + code(lines, field.Type, within)
	}
	lines[internal.Name()] = line
}

// flat has the fields of a struct and of those it embeds, but for metadata.
func flat(of reflect.Type) []reflect.StructField {
	fields := []reflect.StructField{}
	for i := range of.NumField() {
		field := of.Field(i)
		name, _ := tagged(field)
		if field.Anonymous && field.Type != reflect.TypeFor[metav1.ObjectMeta]() && (name == "" || name == field.Name) {
			fields = append(fields, flat(field.Type)...)
		} else {
			fields = append(fields, field)
		}
	}
	return fields
}

func tagged(field reflect.StructField) (name string, omits bool) {
	tag, ok := field.Tag.Lookup("json")
	if !ok {
		return field.Name, false
	}
	parts := strings.Split(tag, ",")
	return parts[0], len(parts) > 1 && (parts[1] == "omitempty" || parts[1] == "omitzero")
}

func code(lines map[string]string, internal, versioned reflect.Type) string {
	if scalar, ok := scalars[internal]; ok {
		return scalar
	}
	var within reflect.Type
	switch internal.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if versioned != nil {
			within = versioned.Elem()
		}
	}
	switch internal.Kind() {
	case reflect.Pointer:
		return "*" + code(lines, internal.Elem(), within)
	case reflect.Slice:
		return "[]" + code(lines, internal.Elem(), within)
	case reflect.Map:
		return "{}" + code(lines, internal.Elem(), within)
	case reflect.String:
		return "s"
	case reflect.Bool:
		return "b"
	case reflect.Struct:
		addInternal(lines, internal, versioned)
		return internal.Name()
	default:
		return "n"
	}
}
