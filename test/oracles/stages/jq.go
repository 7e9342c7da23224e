package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"

	"github.com/itchyny/gojq"
)

// Answers of a query, or nil where it fails on the value; an object with "refused" where it is none.
func answerQuery(in json.RawMessage) any {
	var q struct {
		Query string `json:"query"`
		Of    string `json:"of"`
	}
	must(json.Unmarshal(in, &q))
	parsed, err := gojq.Parse(q.Query)
	if err != nil {
		return map[string]any{"refused": true}
	}
	code, err := gojq.Compile(parsed)
	if err != nil {
		return map[string]any{"refused": true}
	}
	answers := []any{}
	for iter := code.Run(sample(q.Of)); len(answers) < 1000; {
		v, ok := iter.Next()
		if !ok {
			return answers
		}
		if _, ok := v.(error); ok {
			return nil
		}
		answers = append(answers, typed(v))
	}
	return nil
}

// An integer is told from a floating point number.
func typed(v any) any {
	switch v := v.(type) {
	case int:
		return map[string]any{"int": fmt.Sprint(v)}
	case *big.Int:
		return map[string]any{"int": v.String()}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return map[string]any{"float": fmt.Sprint(v)}
		}
		return v
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, typed(item))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			out[key] = typed(item)
		}
		return map[string]any{"object": out}
	}
	return v
}
