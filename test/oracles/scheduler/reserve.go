package main

import (
	"context"

	v1 "k8s.io/api/core/v1"
	resourceapi "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/dynamicresources"
)

// given is what a claim would get; what it asks for is said of those that nobody has written.
type given struct {
	Claim    string                                      `json:"claim"`
	Requests []resourceapi.DeviceRequest                 `json:"requests,omitempty"`
	Results  []resourceapi.DeviceRequestAllocationResult `json:"results,omitempty"`
}

// reservingManager keeps the claims that are about to be written.
type reservingManager struct {
	fwk.SharedDRAManager
	claims []*resourceapi.ResourceClaim
}

type reservingTracker struct {
	fwk.ResourceClaimTracker
	manager *reservingManager
}

func (m *reservingManager) ResourceClaims() fwk.ResourceClaimTracker {
	return &reservingTracker{m.SharedDRAManager.ResourceClaims(), m}
}

func (t *reservingTracker) SignalClaimPendingAllocation(uid types.UID, claim *resourceapi.ResourceClaim) error {
	t.manager.claims = append(t.manager.claims, claim)
	return t.ResourceClaimTracker.SignalClaimPendingAllocation(uid, claim)
}

// devices says which devices the claims of a pod would get on each node.
func (s *scheduler) devices(ctx context.Context, state fwk.CycleState, pod *v1.Pod, nodes []fwk.NodeInfo) map[string][]given {
	plugin := s.plugins[dynamicresources.Name].(*dynamicresources.DynamicResources)
	out := map[string][]given{}
	for _, node := range nodes {
		name := node.Node().Name
		s.reserved.claims = nil
		if said := plugin.Reserve(ctx, state, pod, name); !said.IsSuccess() {
			panic(said.Message())
		}
		for _, claim := range s.reserved.claims {
			found := given{Claim: claim.Name, Results: claim.Status.Allocation.Devices.Results}
			if claim.ResourceVersion == "" && claim.GenerateName != "" {
				found.Requests = claim.Spec.Devices.Requests
			}
			out[name] = append(out[name], found)
		}
		plugin.Unreserve(ctx, state, pod, name)
	}
	return out
}

func claimsAmong(objects []runtime.Object) []runtime.Object {
	var claims []runtime.Object
	for _, object := range objects {
		if _, ok := object.(*resourceapi.ResourceClaim); ok {
			claims = append(claims, object)
		}
	}
	return claims
}
