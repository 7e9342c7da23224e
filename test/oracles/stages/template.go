package main

import (
	"encoding/json"

	"sigs.k8s.io/kwok/pkg/utils/gotpl"
)

// The moment at which everything happens.
const moment = "2026-01-02T15:04:05Z"

var functions = gotpl.FuncMap{
	"NodeIP":      func() string { return "10.0.0.1" },
	"NodeName":    func() string { return "kwok-controller" },
	"NodePort":    func() int { return 10247 },
	"PodIP":       func() string { return "10.1.0.1" },
	"NodeIPWith":  func(nodeName string) string { return "ip-of-" + nodeName },
	"NodeIPsWith": func(nodeName string) []string { return []string{"ip-of-" + nodeName, "second-of-" + nodeName} },
	"PodIPWith": func(nodeName string, hostNetwork bool, uid, name, namespace string) (string, error) {
		if hostNetwork {
			return "ip-of-" + nodeName, nil
		}
		return "ip-of-" + namespace + "-" + name, nil
	},
	"PodIPsWith": func(nodeName string, hostNetwork bool, uid, name, namespace string) ([]string, error) {
		return []string{"ip-of-" + namespace + "-" + name}, nil
	},
	"Now":       func() string { return moment },
	"StartTime": func() string { return moment },
	"Version":   func() string { return "v1.2.3" },
}

var renderer = gotpl.NewRenderer(functions)

// The text of a template, {"fails": ...} where it has none.
func answerTemplate(in json.RawMessage) any {
	var t struct {
		Template string `json:"template"`
		Of       string `json:"of"`
	}
	must(json.Unmarshal(in, &t))
	text, err := renderer.ToText(t.Template, sample(t.Of))
	if err != nil {
		return map[string]any{"fails": err.Error()}
	}
	return string(text)
}
