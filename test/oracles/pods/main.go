// Command pods answers questions about the logic of pods and nodes by asking Kubernetes' own code.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/node/topology"
	resourcehelper "k8s.io/component-helpers/resource"
	"k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
	"k8s.io/kubernetes/pkg/apis/core/v1/helper/qos"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

var rules = map[string]func(in json.RawMessage) any{
	"resources":     with(resources),
	"qos":           with(func(pod v1.Pod) any { return qos.ComputePodQOS(&pod) }),
	"readiness":     with(readiness),
	"condition":     with(condition),
	"tolerates":     with(tolerates),
	"node-affinity": with(nodeAffinity),
	"zone":          with(func(node v1.Node) any { return topology.GetZoneKey(&node) }),
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 4<<20)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		answer, ok := rules[c.Rule]
		if !ok {
			must(fmt.Errorf("no rule %q", c.Rule))
		}
		c.Out = answer(c.In)
		must(json.NewEncoder(os.Stdout).Encode(c))
	}
	must(in.Err())
}

func resources(in struct {
	Pod        v1.Pod
	UseStatus  bool
	NonMissing v1.ResourceList
}) any {
	opts := resourcehelper.PodResourcesOptions{
		UseStatusResources: in.UseStatus,
		InPlacePodLevelResourcesVerticalScalingEnabled: true,
		NonMissingContainerRequests:                    in.NonMissing,
	}
	return map[string]any{
		"requests": texts(resourcehelper.PodRequests(&in.Pod, opts)),
		"limits":   texts(resourcehelper.PodLimits(&in.Pod, resourcehelper.PodResourcesOptions{})),
		"podLevel": resourcehelper.IsPodLevelRequestsSet(&in.Pod),
	}
}

func texts(list v1.ResourceList) map[string]string {
	out := map[string]string{}
	for name, quantity := range list {
		out[string(name)] = quantity.String()
	}
	return out
}

func readiness(in struct {
	Pod             v1.Pod
	MinReadySeconds int32
	Now             time.Time
}) any {
	return []bool{
		podutil.IsPodReady(&in.Pod),
		podutil.IsPodAvailable(&in.Pod, in.MinReadySeconds, metav1.NewTime(in.Now)),
		podutil.IsPodTerminal(&in.Pod),
	}
}

// condition says whether a condition is news, and whether it keeps the time of the former one.
func condition(in struct {
	Pod       v1.Pod
	Condition v1.PodCondition
}) any {
	_, former := podutil.GetPodCondition(&in.Pod.Status, in.Condition.Type)
	var since *metav1.Time
	if former != nil {
		since = former.LastTransitionTime.DeepCopy()
	}
	if !podutil.UpdatePodCondition(&in.Pod.Status, &in.Condition) {
		return "no news"
	}
	if since != nil && in.Condition.LastTransitionTime.Equal(since) {
		return "time kept"
	}
	return "time new"
}

func tolerates(in struct {
	Tolerations []v1.Toleration
	Taints      []v1.Taint
}) any {
	each := []bool{}
	for i := range in.Taints {
		each = append(each, corev1.TolerationsTolerateTaint(klog.Background(), in.Tolerations, &in.Taints[i], false))
	}
	_, untolerated := corev1.FindMatchingUntoleratedTaint(klog.Background(), in.Taints, in.Tolerations, nil, false)
	return map[string]any{"each": each, "all": !untolerated}
}

// nodeAffinity leaves the score out where a preference cannot be read: then Kubernetes gives an error.
func nodeAffinity(in struct {
	Pod  v1.Pod
	Node v1.Node
}) any {
	matches, _ := nodeaffinity.GetRequiredNodeAffinity(&in.Pod).Match(&in.Node)
	var preferred []v1.PreferredSchedulingTerm
	if affinity := in.Pod.Spec.Affinity; affinity != nil && affinity.NodeAffinity != nil {
		preferred = affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution
	}
	terms, err := nodeaffinity.NewPreferredSchedulingTerms(preferred)
	if err != nil {
		return map[string]any{"matches": matches}
	}
	return map[string]any{"matches": matches, "score": terms.Score(&in.Node)}
}

// with reads a rule's input into the type the rule takes.
func with[T any](answer func(in T) any) func(raw json.RawMessage) any {
	return func(raw json.RawMessage) any {
		var in T
		must(json.Unmarshal(raw, &in))
		return answer(in)
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
