package main

import (
	"context"
	"sort"

	v1 "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/defaultpreemption"
)

// preemption is who would make way: on each node where that helps, and on which of these it is done.
type preemption struct {
	Candidates map[string]victims `json:"candidates"`
	// Picked are the nodes that are equally good.
	Picked []string `json:"picked"`
}

type victims struct {
	Pods       []string `json:"pods"`
	Violations int64    `json:"violations"`
}

// picks is how often the choice is made to see all of those that are equally good.
const picks = 200

// makeRoom asks for candidates first: what has none writes nothing.
func (s *scheduler) makeRoom(ctx context.Context, state fwk.CycleState, pod *v1.Pod, diagnosis *framework.Diagnosis, out *decision) {
	plugin := s.plugins[defaultpreemption.Name].(*defaultpreemption.DefaultPreemption)
	evaluator := plugin.Evaluator
	eligible, _ := evaluator.PodEligibleToPreemptOthers(ctx, pod, diagnosis.NodeToStatus.Get(pod.Status.NominatedNodeName))
	if eligible {
		potential, err := diagnosis.NodeToStatus.NodesForStatusCode(s.snapshot, fwk.Unschedulable)
		if err != nil {
			panic(err)
		}
		if len(potential) > 0 {
			candidates, _, err := evaluator.DryRunPreemption(ctx, state, pod, potential, s.budgets(), 0, int32(len(potential)))
			if err != nil {
				out.Error = err.Error()
				return
			}
			if len(candidates) > 0 {
				out.Preempts = &preemption{Candidates: map[string]victims{}}
				picked := map[string]bool{}
				for range picks {
					picked[evaluator.SelectCandidate(ctx, candidates).Name()] = true
				}
				for _, candidate := range candidates {
					found := victims{Violations: candidate.Victims().NumPDBViolations}
					for _, victim := range candidate.Victims().Pods {
						found.Pods = append(found.Pods, victim.Name)
					}
					out.Preempts.Candidates[candidate.Name()] = found
				}
				for node := range picked {
					out.Preempts.Picked = append(out.Preempts.Picked, node)
				}
				sort.Strings(out.Preempts.Picked)
			}
		}
	}
	if out.Preempts == nil {
		_, said := s.framework.RunPostFilterPlugins(ctx, state, pod, diagnosis.NodeToStatus)
		diagnosis.PostFilterMsg = said.Message()
	}
	failure := framework.FitError{Pod: pod, NumAllNodes: len(s.nodes), Diagnosis: *diagnosis}
	out.Message = failure.Error()
}

func (s *scheduler) budgets() []*policy.PodDisruptionBudget {
	var budgets []*policy.PodDisruptionBudget
	for _, object := range s.objects {
		if budget, ok := object.(*policy.PodDisruptionBudget); ok {
			budgets = append(budgets, budget)
		}
	}
	return budgets
}
