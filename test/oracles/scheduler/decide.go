package main

import (
	"context"
	"encoding/json"
	"fmt"
	"sort"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/client-go/kubernetes/scheme"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework"
)

// cluster is a case: what there is, and pods that are tried one by one, as if the others were not there.
type cluster struct {
	Objects []json.RawMessage `json:"objects"`
	Pending []string          `json:"pending"`
}

type status struct {
	Code    string   `json:"code"`
	Plugin  string   `json:"plugin,omitempty"`
	Reasons []string `json:"reasons"`
}

// pluginScores are in the order of the names of the feasible nodes.
type pluginScores struct {
	Plugin     string  `json:"plugin"`
	Weight     int64   `json:"weight"`
	Raw        []int64 `json:"raw"`
	Normalized []int64 `json:"normalized"`
}

type decision struct {
	Pod      string            `json:"pod"`
	Feasible []string          `json:"feasible,omitempty"`
	Refused  map[string]status `json:"refused,omitempty"`
	Absent   *status           `json:"absent,omitempty"`
	Scores   []pluginScores    `json:"scores,omitempty"`
	Totals   []int64           `json:"totals,omitempty"`
	Ties     []string          `json:"ties,omitempty"`
	Message  string            `json:"message,omitempty"`
	Error    string            `json:"error,omitempty"`
	Preempts *preemption       `json:"preempts,omitempty"`
	// Devices are by the names of the feasible nodes.
	Devices map[string][]given `json:"devices,omitempty"`
}

func decides(raw json.RawMessage) any {
	var in cluster
	if err := json.Unmarshal(raw, &in); err != nil {
		panic(err)
	}
	objects := decoded(in.Objects)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := newScheduler(ctx, objects)
	decisions := make([]decision, 0, len(in.Pending))
	for _, name := range in.Pending {
		decisions = append(decisions, s.decide(ctx, s.pods[name]))
	}
	return decisions
}

func decoded(all []json.RawMessage) []runtime.Object {
	objects := make([]runtime.Object, 0, len(all))
	for _, raw := range all {
		object, _, err := scheme.Codecs.UniversalDeserializer().Decode(raw, nil, nil)
		check(err)
		objects = append(objects, object)
	}
	return objects
}

// decide goes the way of kube-scheduler's schedulingAlgorithm with all nodes, without any writes.
func (s *scheduler) decide(ctx context.Context, pod *v1.Pod) decision {
	out := decision{Pod: pod.Name}
	state := framework.NewCycleState()
	diagnosis := framework.Diagnosis{NodeToStatus: framework.NewDefaultNodeToStatus()}
	feasible, err := s.filter(ctx, state, pod, &diagnosis)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	sort.Slice(feasible, func(i, j int) bool { return feasible[i].Node().Name < feasible[j].Node().Name })
	out.Refused = map[string]status{}
	diagnosis.NodeToStatus.ForEachExplicitNode(func(node string, said *fwk.Status) { out.Refused[node] = statusOf(said) })
	for _, node := range feasible {
		out.Feasible = append(out.Feasible, node.Node().Name)
	}
	if len(feasible) == 0 {
		if len(out.Refused) < len(s.nodes) {
			// Who said so is told by the reason only, where it is the nodes that a pod is limited to.
			said := diagnosis.NodeToStatus.AbsentNodesStatus()
			out.Absent = &status{Code: said.Code().String(), Reasons: said.Reasons()}
		}
		s.makeRoom(ctx, state, pod, &diagnosis, &out)
		return out
	}
	if len(feasible) > 1 {
		s.score(ctx, state, pod, feasible, &out)
	}
	if out.Error == "" {
		out.Devices = s.devices(ctx, state, pod, feasible)
	}
	return out
}

func (s *scheduler) filter(ctx context.Context, state fwk.CycleState, pod *v1.Pod, diagnosis *framework.Diagnosis) ([]fwk.NodeInfo, error) {
	narrowed, said, plugins := s.framework.RunPreFilterPlugins(ctx, state, pod)
	if !said.IsSuccess() {
		if !said.IsRejected() {
			return nil, said.AsError()
		}
		diagnosis.NodeToStatus.SetAbsentNodesStatus(said)
		diagnosis.PreFilterMsg = said.Message()
		return nil, nil
	}
	nodes := s.nodes
	if nominated := pod.Status.NominatedNodeName; nominated != "" {
		if node, err := s.snapshot.Get(nominated); err == nil {
			feasible, err := s.filterNodes(ctx, state, pod, []fwk.NodeInfo{node}, diagnosis)
			if err == nil && len(feasible) > 0 {
				return feasible, nil
			}
		}
	}
	if !narrowed.AllNodes() {
		nodes = nil
		for name := range narrowed.NodeNames {
			if node, err := s.snapshot.Get(name); err == nil {
				nodes = append(nodes, node)
			}
		}
		message := fmt.Sprintf("node(s) didn't satisfy plugin(s) %v", sets.List(plugins))
		diagnosis.NodeToStatus.SetAbsentNodesStatus(fwk.NewStatus(fwk.UnschedulableAndUnresolvable, message))
	}
	return s.filterNodes(ctx, state, pod, nodes, diagnosis)
}

func (s *scheduler) filterNodes(ctx context.Context, state fwk.CycleState, pod *v1.Pod, nodes []fwk.NodeInfo, diagnosis *framework.Diagnosis) ([]fwk.NodeInfo, error) {
	var feasible []fwk.NodeInfo
	for _, node := range nodes {
		said := s.framework.RunFilterPluginsWithNominatedPods(ctx, state, pod, node)
		if said.Code() == fwk.Error {
			return nil, said.AsError()
		}
		if said.IsSuccess() {
			feasible = append(feasible, node)
		} else {
			diagnosis.NodeToStatus.Set(node.Node().Name, said)
		}
	}
	return feasible, nil
}

func (s *scheduler) score(ctx context.Context, state fwk.CycleState, pod *v1.Pod, nodes []fwk.NodeInfo, out *decision) {
	if said := s.framework.RunPreScorePlugins(ctx, state, pod, nodes); !said.IsSuccess() {
		out.Error = said.AsError().Error()
		return
	}
	totals := make([]int64, len(nodes))
	for _, enabled := range s.framework.ListPlugins().Score.Enabled {
		if state.GetSkipScorePlugins().Has(enabled.Name) {
			continue
		}
		plugin := s.plugins[enabled.Name].(fwk.ScorePlugin)
		scores := pluginScores{Plugin: enabled.Name, Weight: int64(enabled.Weight)}
		list := make(fwk.NodeScoreList, len(nodes))
		for at, node := range nodes {
			score, said := plugin.Score(ctx, state, pod, node)
			if !said.IsSuccess() {
				_, failed := s.framework.RunScorePlugins(ctx, state, pod, nodes)
				*out = decision{Pod: pod.Name, Error: failed.AsError().Error()}
				return
			}
			scores.Raw = append(scores.Raw, score)
			list[at] = fwk.NodeScore{Name: node.Node().Name, Score: score}
		}
		if extensions := plugin.ScoreExtensions(); extensions != nil {
			if said := extensions.NormalizeScore(ctx, state, pod, list); !said.IsSuccess() {
				out.Error = said.AsError().Error()
				return
			}
		}
		if tellsNothing(list) {
			continue
		}
		for at, score := range list {
			scores.Normalized = append(scores.Normalized, score.Score)
			totals[at] += score.Score * scores.Weight
		}
		out.Scores = append(out.Scores, scores)
	}
	out.Totals = totals
	best := totals[0]
	for _, total := range totals {
		best = max(best, total)
	}
	for at, total := range totals {
		if total == best {
			out.Ties = append(out.Ties, nodes[at].Node().Name)
		}
	}
}

// tellsNothing is true of a plugin that gives all nodes the same: then it does not matter whether it was asked.
func tellsNothing(scores fwk.NodeScoreList) bool {
	for _, score := range scores {
		if score.Score != scores[0].Score {
			return false
		}
	}
	return true
}

func statusOf(said *fwk.Status) status {
	return status{Code: said.Code().String(), Plugin: said.Plugin(), Reasons: said.Reasons()}
}
