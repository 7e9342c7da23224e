// Command patch answers what Kubernetes' own code makes of patches. It reads cases as JSON lines and prints one answer
// a line: {"result": ...}, {"error": ..., "code": ...}, or {"unstable": true} where the answer depends on the order in
// which Go happens to walk a map.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"homeostat.dev/oracles/patch/handlers"
)

type patchCase struct {
	Type     string          `json:"type"`
	Kind     string          `json:"kind"`
	Document json.RawMessage `json:"document"`
	Patch    json.RawMessage `json:"patch"`
}

// How often a case is tried; Go walks maps in another order each time.
const tries = 12

var types = map[string]any{
	"apps/v1/Deployment":           appsv1.Deployment{},
	"apps/v1/StatefulSet":          appsv1.StatefulSet{},
	"/v1/Pod":                      corev1.Pod{},
	"/v1/Service":                  corev1.Service{},
	"/v1/Node":                     corev1.Node{},
	"/v1/ConfigMap":                corev1.ConfigMap{},
	"/v1/ServiceAccount":           corev1.ServiceAccount{},
	"apps/v1/ControllerRevision":   appsv1.ControllerRevision{},
	"networking.k8s.io/v1/Ingress": networkingv1.Ingress{},
}

func main() {
	reader := bufio.NewReaderSize(os.Stdin, 1<<20)
	writer := bufio.NewWriter(os.Stdout)
	defer writer.Flush()
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			writer.Write(stableAnswer(line))
			writer.WriteByte('\n')
		}
		if err != nil {
			return
		}
	}
}

func stableAnswer(line []byte) []byte {
	first := answer(line)
	for i := 1; i < tries; i++ {
		if !bytes.Equal(first, answer(line)) {
			return []byte(`{"unstable":true}`)
		}
	}
	return first
}

func answer(line []byte) (out []byte) {
	defer func() {
		if cause := recover(); cause != nil {
			out = encode(map[string]any{"panic": fmt.Sprint(cause)})
		}
	}()
	var c patchCase
	if err := json.Unmarshal(line, &c); err != nil {
		return encode(map[string]any{"error": err.Error(), "code": 0})
	}
	result, code, err := apply(c)
	if err != nil {
		return encode(map[string]any{"error": err.Error(), "code": code})
	}
	return encode(map[string]any{"result": json.RawMessage(result)})
}

func apply(c patchCase) ([]byte, int, error) {
	switch c.Type {
	case "json":
		return handlers.JSONPatch(c.Document, c.Patch)
	case "merge":
		return handlers.MergePatch(c.Document, c.Patch)
	case "strategic":
		return handlers.StrategicMergePatch(c.Document, c.Patch, types[c.Kind])
	}
	return nil, 0, fmt.Errorf("unknown type %q", c.Type)
}

func encode(value any) []byte {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(buffer.Bytes())
}
