// Command values answers questions about Kubernetes' value rules by asking Kubernetes' own code.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

type rule func(in json.RawMessage) any

var rules = map[string]rule{
	"quantity":       with(quantity),
	"quantity-pair":  with(quantityPair),
	"int-or-string":  with(intOrString),
	"labels":         with(labelSelector),
	"labels-match":   with(labelMatch),
	"labels-object":  with(labelObject),
	"fields":         with(fieldSelector),
	"fields-match":   with(fieldMatch),
	"name":           with(name),
	"meta":           with(meta),
	"meta-update":    with(metaUpdate),
	"field-errors":   with(fieldErrors),
	"status":         with(status),
	"response":       with(response),
	"time":           with(parseTime),
	"time-format":    with(formatTime),
	"duration":       with(parseDuration),
	"human-duration": with(humanDuration),
	"hash":           with(hash),
	"format":         with(format),
	"write-options":  with(writeOptions),
	"delete-options": with(deleteOptions),
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	// One case may hold annotations at their greatest size.
	in.Buffer(nil, 4<<20)
	out := bufio.NewWriter(os.Stdout)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		answer, ok := rules[c.Rule]
		if !ok {
			must(fmt.Errorf("no rule %q", c.Rule))
		}
		c.Out = answer(c.In)
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		must(encoder.Encode(c))
		// Who asks one by one waits for each answer.
		must(out.Flush())
	}
	must(in.Err())
}

// with reads a rule's input into the type the rule takes.
func with[T any](answer func(in T) any) rule {
	return func(raw json.RawMessage) any {
		var in T
		must(json.Unmarshal(raw, &in))
		return answer(in)
	}
}

// whole turns JSON numbers within any value into int64 where they are whole, as typed objects hold them.
func whole(value json.RawMessage) any {
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var any any
	must(decoder.Decode(&any))
	return wholeNumbers(any)
}

func wholeNumbers(value any) any {
	switch typed := value.(type) {
	case json.Number:
		if integer, err := typed.Int64(); err == nil {
			return integer
		}
		float, err := typed.Float64()
		must(err)
		return float
	case []any:
		for i := range typed {
			typed[i] = wholeNumbers(typed[i])
		}
	case map[string]any:
		for key := range typed {
			typed[key] = wholeNumbers(typed[key])
		}
	}
	return value
}

type failed struct {
	Error string `json:"error"`
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
