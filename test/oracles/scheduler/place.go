package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	kubescheduler "k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/latest"
	"k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	frameworkruntime "k8s.io/kubernetes/pkg/scheduler/framework/runtime"
	"k8s.io/kubernetes/pkg/scheduler/profile"
)

// largeCluster is a case: pods are tried one after the other, and each that finds a node counts from then on.
type largeCluster struct {
	cluster
	// Nodes are of these kinds by turns, Stride of each.
	Kinds      []*v1.Node `json:"kinds"`
	Count      int        `json:"count"`
	Stride     int        `json:"stride"`
	Percentage int32      `json:"percentage"`
	// Extended clusters have an extender.
	Extended bool `json:"extended"`
}

// placement is where a pod goes, of which nodes, in the order in which they were found.
type placement struct {
	Pod      string `json:"pod"`
	Feasible string `json:"feasible,omitempty"`
	// Totals are how much more the nodes got from plugins than the one with the least.
	Totals    []int64 `json:"totals,omitempty"`
	Evaluated int     `json:"evaluated,omitempty"`
	Host      string  `json:"host,omitempty"`
	Message   string  `json:"message,omitempty"`
}

func (c *largeCluster) nodes() []runtime.Object {
	nodes := make([]runtime.Object, c.Count)
	for at := range nodes {
		node := c.Kinds[at/c.Stride%len(c.Kinds)].DeepCopy()
		node.Name = fmt.Sprintf("n%d", at)
		if _, ok := node.Labels[v1.LabelHostname]; ok {
			node.Labels[v1.LabelHostname] = node.Name
		}
		nodes[at] = node
	}
	return nodes
}

// places goes the way of kube-scheduler itself, with one worker: then the nodes are looked at one after the other.
func places(raw json.RawMessage) any {
	var in largeCluster
	check(json.Unmarshal(raw, &in))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	objects := append(in.nodes(), decoded(in.Objects)...)
	seen := &seenNodes{}
	options := []kubescheduler.Option{
		kubescheduler.WithParallelism(1),
		kubescheduler.WithPercentageOfNodesToScore(&in.Percentage),
		kubescheduler.WithProfiles(seen.profile()),
		kubescheduler.WithFrameworkOutOfTreeRegistry(frameworkruntime.Registry{seen.Name(): seen.make}),
	}
	if in.Extended {
		server := httptest.NewServer(extender{})
		defer server.Close()
		options = append(options, kubescheduler.WithExtenders(config.Extender{
			URLPrefix: server.URL, FilterVerb: "filter", PrioritizeVerb: "prioritize", Weight: 2, NodeCacheCapable: true,
		}))
	}
	client := fake.NewSimpleClientset()
	recorders := profile.NewRecorderFactory(events.NewBroadcaster(&events.EventSinkImpl{Interface: client.EventsV1()}))
	sched, err := kubescheduler.New(ctx, client, newObjectInformers(objects), nil, recorders, options...)
	check(err)
	pods := map[string]*v1.Pod{}
	for _, object := range objects {
		if pod, ok := object.(*v1.Pod); ok {
			pods[pod.Name] = pod
		}
	}
	out := make([]placement, 0, len(in.Pending))
	for _, name := range in.Pending {
		out = append(out, place(ctx, sched, pods[name], seen))
	}
	return out
}

func place(ctx context.Context, sched *kubescheduler.Scheduler, pod *v1.Pod, seen *seenNodes) placement {
	out := placement{Pod: pod.Name}
	logger := klog.FromContext(ctx)
	profile := sched.Profiles["default-scheduler"]
	check(sched.Cache.UpdateSnapshot(logger, profile.SnapshotSharedLister().(*cache.Snapshot)))
	info, err := framework.NewPodInfo(pod)
	check(err)
	state := framework.NewCycleState()
	seen.nodes = nil
	found, err := sched.SchedulePod(ctx, profile, state, &framework.QueuedPodInfo{PodInfo: info})
	if err != nil {
		out.Message = err.Error()
		return out
	}
	out.Evaluated, out.Host, out.Feasible = found.EvaluatedNodes, found.SuggestedHost, found.SuggestedHost
	if len(seen.nodes) > 0 {
		names := make([]string, len(seen.nodes))
		for at, node := range seen.nodes {
			names[at] = node.Node().Name
		}
		out.Feasible = strings.Join(names, " ")
		scores, said := profile.RunScorePlugins(ctx, state, pod, seen.nodes)
		check(said.AsError())
		least := scores[0].TotalScore
		for _, node := range scores {
			least = min(least, node.TotalScore)
		}
		for _, node := range scores {
			out.Totals = append(out.Totals, node.TotalScore-least)
		}
	}
	if said := profile.RunReservePluginsReserve(ctx, state, pod, found.SuggestedHost); !said.IsSuccess() {
		out.Message = said.Message()
		return out
	}
	assumed := pod.DeepCopy()
	assumed.Spec.NodeName = found.SuggestedHost
	check(sched.Cache.AssumePod(logger, assumed))
	return out
}

// seenNodes is a plugin that sees the nodes that are to be scored.
type seenNodes struct{ nodes []fwk.NodeInfo }

func (*seenNodes) Name() string { return "SeenNodes" }

func (s *seenNodes) make(context.Context, runtime.Object, fwk.Handle) (fwk.Plugin, error) {
	return s, nil
}

func (s *seenNodes) PreScore(_ context.Context, _ fwk.CycleState, _ *v1.Pod, nodes []fwk.NodeInfo) *fwk.Status {
	s.nodes = nodes
	return nil
}

// profile is the default one with this plugin.
func (s *seenNodes) profile() config.KubeSchedulerProfile {
	all, err := latest.Default()
	check(err)
	profile := all.Profiles[0]
	profile.Plugins.PreScore.Enabled = append(profile.Plugins.PreScore.Enabled, config.Plugin{Name: s.Name()})
	return profile
}
