// Command stages answers what kwok's engine makes of Stages, Go templates and jq queries.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

var rules = map[string]func(json.RawMessage) any{
	"jq":       answerQuery,
	"template": answerTemplate,
	"plays":    answerStages,
}

// A line of a case may be long.
const lineBytesMax = 1 << 24

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, lineBytesMax)
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		c.Out = answer(c)
		must(out.Encode(c))
	}
	must(in.Err())
}

func answer(c testCase) (out any) {
	defer func() {
		if r := recover(); r != nil {
			out = map[string]any{"fails": fmt.Sprint("panic: ", r)}
		}
	}()
	return rules[c.Rule](c.In)
}

// An object of which queries and templates are asked.
func sample(name string) any {
	text, err := os.ReadFile("samples.json")
	must(err)
	var samples map[string]any
	must(json.Unmarshal(text, &samples))
	return samples[name]
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
