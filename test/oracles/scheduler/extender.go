package main

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	extenderv1 "k8s.io/kube-scheduler/extender/v1"
)

// extender goes by the numbers of nodes: it wants none that can be divided by three, and likes some better.
type extender struct{}

func (extender) ServeHTTP(writer http.ResponseWriter, request *http.Request) {
	var args extenderv1.ExtenderArgs
	check(json.NewDecoder(request.Body).Decode(&args))
	var answer any
	if strings.HasSuffix(request.URL.Path, "/filter") {
		answer = passing(*args.NodeNames)
	} else {
		answer = liked(*args.NodeNames)
	}
	check(json.NewEncoder(writer).Encode(answer))
}

func passing(names []string) extenderv1.ExtenderFilterResult {
	passed := []string{}
	failed := extenderv1.FailedNodesMap{}
	for _, name := range names {
		if number(name)%3 == 0 {
			failed[name] = "a multiple of three"
		} else {
			passed = append(passed, name)
		}
	}
	return extenderv1.ExtenderFilterResult{NodeNames: &passed, FailedNodes: failed}
}

func liked(names []string) extenderv1.HostPriorityList {
	scores := extenderv1.HostPriorityList{}
	for _, name := range names {
		scores = append(scores, extenderv1.HostPriority{Host: name, Score: int64(number(name) * 7 % 11)})
	}
	return scores
}

func number(name string) int {
	number, err := strconv.Atoi(strings.TrimPrefix(name, "n"))
	check(err)
	return number
}
