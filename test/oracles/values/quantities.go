package main

import (
	"encoding/json"
	"math"
	"strconv"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type quantityAnswer struct {
	Text      string `json:"text"`
	Canonical string `json:"canonical"`
	Format    string `json:"format"`
	Sign      int    `json:"sign"`
	// Null where a float64 has no room for it.
	Approx *float64 `json:"approx"`
	// Whole and thousandths; only where 64 bits and 53 bits hold them, and nothing is below zero.
	Value *string `json:"value"`
	Milli *string `json:"milli"`
}

func quantity(text string) any {
	q, err := resource.ParseQuantity(text)
	if err != nil {
		return failed{err.Error()}
	}
	written := q.String()
	q.Add(resource.Quantity{Format: q.Format})
	answer := quantityAnswer{Text: written, Canonical: q.String(), Format: string(q.Format), Sign: q.Sign()}
	again, _ := resource.ParseQuantity(text)
	approx := again.AsApproximateFloat64()
	if q.IsZero() {
		// Kubernetes makes a NaN of 0e999.
		approx = 0
	}
	if !math.IsInf(approx, 0) {
		answer.Approx = &approx
	}
	if answer.Sign >= 0 && approx < 1e15 {
		answer.Value = decimal(again.Value())
	}
	if answer.Sign >= 0 && approx < 1e12 {
		answer.Milli = decimal(again.MilliValue())
	}
	return answer
}

func decimal(value int64) *string {
	text := strconv.FormatInt(value, 10)
	return &text
}

func quantityPair(pair [2]string) any {
	a := resource.MustParse(pair[0])
	b := resource.MustParse(pair[1])
	sum, difference := a.DeepCopy(), a.DeepCopy()
	sum.Add(b)
	difference.Sub(b)
	return map[string]any{"compare": a.Cmp(b), "sum": sum.String(), "difference": difference.String()}
}

func intOrString(in struct {
	Value   json.RawMessage
	Total   int
	RoundUp bool
}) any {
	var value *intstr.IntOrString
	must(json.Unmarshal(in.Value, &value))
	scaled, err := intstr.GetScaledValueFromIntOrPercent(value, in.Total, in.RoundUp)
	if err != nil {
		return failed{err.Error()}
	}
	return scaled
}
