// Command validation does to an object what Kubernetes does to it when it is created or updated: it decodes it, fills in
// defaults, prepares and validates it by the strategy of its kind, with admission and storage left out.
//
// It reads cases as JSON lines, {"rule": "create", "in": {"object": ...}} or {"rule": "update", "in": {"object": ...,
// "old": ..., "subresource": "..."}}, and prints each with its answer, {..., "out": ...}. With the argument "internal" it prints
// how messages show types.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/capabilities"
)

type testCase struct {
	Rule string   `json:"rule"`
	In   question `json:"in"`
	Out  answer   `json:"out"`
}

type question struct {
	Object      json.RawMessage `json:"object"`
	Old         json.RawMessage `json:"old,omitempty"`
	Subresource string          `json:"subresource,omitempty"`
}

// answer has what is wrong, or else the object as it would be stored.
type answer struct {
	// Decode is why the body is no object.
	Decode string `json:"decode,omitempty"`
	// Panic is where Kubernetes' code fails.
	Panic string `json:"panic,omitempty"`
	// Message and Causes are those of the Status.
	Message  string               `json:"message,omitempty"`
	Causes   []metav1.StatusCause `json:"causes,omitempty"`
	Object   json.RawMessage      `json:"object,omitempty"`
	Warnings []string             `json:"warnings,omitempty"`
}

// theUID is what is written for the uid that an object is given.
const theUID = "the-uid"

func main() {
	if len(os.Args) > 1 && os.Args[1] == "internal" {
		printInternal()
		return
	}
	capabilities.Setup(true, 0)
	klog.SetOutput(io.Discard)
	klog.LogToStderr(false)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 64<<20)
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		c.Out = judge(c)
		must(encoder.Encode(c))
		must(out.Flush())
	}
	must(in.Err())
}

func judge(c testCase) (out answer) {
	defer func() {
		if problem := recover(); problem != nil {
			out = answer{Panic: fmt.Sprint(problem)}
		}
	}()
	object, gvk, err := decode(c.In.Object)
	if err != nil {
		return answer{Decode: err.Error()}
	}
	kind, ok := kinds[*gvk]
	if !ok {
		must(fmt.Errorf("no kind %s", gvk))
	}
	heard := &hearer{}
	ctx := contextFor(c, *gvk, kind, placed(kind, object), heard)
	if c.Rule == "create" {
		rest.FillObjectMetaSystemFields(placed(kind, object))
		if err = beforeStrategy(object, nil); err == nil {
			err = rest.BeforeCreate(kind.strategy, ctx, object)
		}
	} else {
		old, _, oldErr := decode(c.In.Old)
		must(oldErr)
		placed(kind, old)
		if c.In.Subresource == "" {
			err = beforeStrategy(object, old)
		}
		if err == nil {
			err = rest.BeforeUpdate(kind.update(c.In.Subresource), ctx, object, old)
		}
	}
	if err != nil {
		return refused(err, object)
	}
	encoded := encode(gvk.GroupVersion(), object)
	// What is stored gets defaults once more when it is read.
	read, _, err := decode(encoded)
	must(err)
	encoded = encode(gvk.GroupVersion(), read)
	return answer{Object: []byte(withoutUID(strings.TrimSpace(string(encoded)), object)), Warnings: heard.texts}
}

func encode(version schema.GroupVersion, object runtime.Object) []byte {
	encoded, err := runtime.Encode(legacyscheme.Codecs.LegacyCodec(version), object)
	must(err)
	return encoded
}

func decode(raw []byte) (runtime.Object, *schema.GroupVersionKind, error) {
	object, gvk, err := legacyscheme.Codecs.UniversalDeserializer().Decode(raw, nil, nil)
	if err != nil {
		return nil, gvk, err
	}
	legacyscheme.Scheme.Default(object)
	internal, err := legacyscheme.Scheme.UnsafeConvertToVersion(object, runtime.InternalGroupVersioner)
	return internal, gvk, err
}

// placed is the metadata of an object, in the namespace of the request.
func placed(kind kind, object runtime.Object) metav1.Object {
	accessor, err := meta.Accessor(object)
	must(err)
	if kind.strategy.NamespaceScoped() && accessor.GetNamespace() == "" {
		accessor.SetNamespace("default")
	}
	return accessor
}

func contextFor(c testCase, gvk schema.GroupVersionKind, kind kind, object metav1.Object, heard *hearer) context.Context {
	ctx := request.NewContext()
	ctx = request.WithNamespace(ctx, object.GetNamespace())
	ctx = request.WithUser(ctx, &user.DefaultInfo{Name: "judge", Groups: []string{"system:authenticated"}})
	ctx = warning.WithWarningRecorder(ctx, heard)
	return request.WithRequestInfo(ctx, &request.RequestInfo{
		IsResourceRequest: true,
		Verb:              c.Rule,
		APIGroup:          gvk.Group,
		APIVersion:        gvk.Version,
		Namespace:         object.GetNamespace(),
		Resource:          kind.resource,
		Subresource:       c.In.Subresource,
		Name:              object.GetName(),
	})
}

func refused(err error, object runtime.Object) answer {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		must(err)
	}
	told := status.Status()
	out := answer{Message: withoutUID(told.Message, object)}
	if told.Details != nil {
		for _, cause := range told.Details.Causes {
			cause.Message = withoutUID(cause.Message, object)
			out.Causes = append(out.Causes, cause)
		}
	}
	return out
}

func withoutUID(text string, object runtime.Object) string {
	accessor, err := meta.Accessor(object)
	must(err)
	if len(accessor.GetUID()) < 10 {
		return text
	}
	return strings.ReplaceAll(text, string(accessor.GetUID()), theUID)
}

type hearer struct{ texts []string }

func (h *hearer) AddWarning(_, text string) { h.texts = append(h.texts, text) }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
