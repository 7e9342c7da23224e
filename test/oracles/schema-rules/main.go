// Command schema-rules answers what Kubernetes' own code makes of bodies. It reads cases as JSON lines and
// prints one answer a line.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

type question struct {
	// yaml, json, duplicates or typed.
	Type string `json:"type"`
	// The body.
	Text string `json:"text"`
	// Of what typed decodes into.
	Kind string `json:"kind"`
}

func main() {
	reader := bufio.NewReaderSize(os.Stdin, 1<<20)
	writer := bufio.NewWriter(os.Stdout)
	defer writer.Flush()
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			writer.Write(encode(answer(line)))
			writer.WriteByte('\n')
		}
		if err != nil {
			return
		}
	}
}

func answer(line []byte) (out map[string]any) {
	defer func() {
		if cause := recover(); cause != nil {
			out = map[string]any{"panic": fmt.Sprint(cause)}
		}
	}()
	var q question
	if err := kjson.UnmarshalCaseSensitivePreserveInts(line, &q); err != nil {
		return map[string]any{"panic": err.Error()}
	}
	switch q.Type {
	case "yaml":
		converted, err := yaml.YAMLToJSON([]byte(q.Text))
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		return map[string]any{"result": json.RawMessage(converted)}
	case "json":
		var value any
		if err := kjson.UnmarshalCaseSensitivePreserveInts([]byte(q.Text), &value); err != nil {
			return map[string]any{"error": err.Error()}
		}
		return map[string]any{"result": value}
	case "duplicates":
		var value any
		return strict(q.Text, &value)
	case "typed":
		return strict(q.Text, typeOf(q.Kind))
	}
	return map[string]any{"panic": "unknown type " + q.Type}
}

func strict(text string, into any) map[string]any {
	errs, err := kjson.UnmarshalStrict([]byte(text), into)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	texts := []string{}
	for _, e := range errs {
		texts = append(texts, e.Error())
	}
	return map[string]any{"strict": texts}
}

func typeOf(kind string) any {
	switch kind {
	case "apps/v1/Deployment":
		return &appsv1.Deployment{}
	case "/v1/Pod":
		return &corev1.Pod{}
	case "/v1/Service":
		return &corev1.Service{}
	}
	panic("unknown kind " + kind)
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
