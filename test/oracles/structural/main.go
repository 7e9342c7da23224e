// Command structural answers what Kubernetes' own code makes of definitions of custom resources and of their objects.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"

	utiljson "k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

var rules = map[string]func(in json.RawMessage) any{
	"formats":           with(formatsOf),
	"decode":            with(decode),
	"create":            with(create),
	"update":            with(update),
	"status":            with(updateStatus),
	"definition":        with(createDefinition),
	"definition-update": with(updateDefinition),
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var c testCase
		must(json.Unmarshal(line, &c))
		answer, ok := rules[c.Rule]
		if !ok {
			must(fmt.Errorf("no rule %q", c.Rule))
		}
		c.Out = answer(c.In)
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetEscapeHTML(false)
		must(encoder.Encode(c))
	}
}

func with[T any](answer func(in T) any) func(json.RawMessage) any {
	return func(raw json.RawMessage) (out any) {
		defer func() {
			if cause := recover(); cause != nil {
				out = map[string]any{"panic": fmt.Sprint(cause)}
			}
		}()
		var in T
		must(utiljson.Unmarshal(raw, &in))
		return answer(in)
	}
}

// formatsOf answers those of the formats that a text is of.
func formatsOf(in struct {
	Formats []string `json:"formats"`
	Text    string   `json:"text"`
}) any {
	found := []string{}
	for _, format := range in.Formats {
		if strfmt.Default.ContainsName(format) && strfmt.Default.Validates(format, in.Text) {
			found = append(found, format)
		}
	}
	return found
}

// typeName is that of values without a type; its number is the time.
var typeName = regexp.MustCompile(`selfType[0-9]+`)

func texts(errs field.ErrorList) []string {
	out := []string{}
	for _, err := range errs {
		out = append(out, typeName.ReplaceAllString(err.Error(), "selfType"))
	}
	return out
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
