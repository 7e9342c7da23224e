// Command devices answers which devices selectors select, which are allocated to claims, and how quotas count them, by asking
// Kubernetes' own code.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	v1 "k8s.io/api/core/v1"
	resourceapi "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/dynamic-resource-allocation/cel"
	"k8s.io/dynamic-resource-allocation/structured"
	"k8s.io/utils/ptr"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

var celFeatures = cel.Features{EnableConsumableCapacity: true}

func main() {
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<24)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for scanner.Scan() {
		var test testCase
		if err := json.Unmarshal(scanner.Bytes(), &test); err != nil {
			panic(err)
		}
		switch test.Rule {
		case "selects":
			test.Out = selects(test.In)
		case "quota":
			test.Out = counts(test.In)
		default:
			test.Out = allocates(test.In)
		}
		if err := encoder.Encode(test); err != nil {
			panic(err)
		}
	}
}

type selection struct {
	Expression string             `json:"expression"`
	Driver     string             `json:"driver"`
	Device     resourceapi.Device `json:"device"`
}

func selects(raw json.RawMessage) any {
	var in selection
	read(raw, &in)
	compiled := cel.GetCompiler(celFeatures).CompileCELExpression(in.Expression, cel.Options{EnvType: ptr.To(environment.NewExpressions)})
	if compiled.Error != nil {
		return map[string]any{"error": compiled.Error.Detail}
	}
	out := map[string]any{"cost": fmt.Sprint(compiled.MaxCost)}
	matches, _, err := compiled.DeviceMatches(context.Background(), cel.Device{
		Driver: in.Driver, AllowMultipleAllocations: in.Device.AllowMultipleAllocations,
		Attributes: in.Device.Attributes, Capacity: in.Device.Capacity,
	})
	if err != nil {
		out["failure"] = err.Error()
	} else {
		out["matches"] = matches
	}
	return out
}

type allocation struct {
	Node      v1.Node                     `json:"node"`
	Classes   []resourceapi.DeviceClass   `json:"classes"`
	Slices    []resourceapi.ResourceSlice `json:"slices"`
	Allocated []resourceapi.ResourceClaim `json:"allocated"`
	Claims    []resourceapi.ResourceClaim `json:"claims"`
}

type classes []resourceapi.DeviceClass

func (all classes) List() ([]*resourceapi.DeviceClass, error) {
	panic("not asked for")
}

func (all classes) Get(name string) (*resourceapi.DeviceClass, error) {
	for i := range all {
		if all[i].Name == name {
			return &all[i], nil
		}
	}
	return nil, fmt.Errorf("deviceclass.resource.k8s.io %q not found", name)
}

func allocates(raw json.RawMessage) any {
	var in allocation
	read(raw, &in)
	slices := make([]*resourceapi.ResourceSlice, len(in.Slices))
	for i := range in.Slices {
		slices[i] = &in.Slices[i]
	}
	claims := make([]*resourceapi.ResourceClaim, len(in.Claims))
	for i := range in.Claims {
		claims[i] = &in.Claims[i]
	}
	features := structured.Features{
		AdminAccess: true, PrioritizedList: true, PartitionableDevices: true, DeviceTaints: true,
		DeviceBindingAndStatus: true, ConsumableCapacity: true,
	}
	ctx := context.Background()
	allocator, err := structured.NewAllocator(ctx, features, stateOf(in.Allocated), classes(in.Classes), slices, cel.NewCache(100, celFeatures))
	if err != nil {
		panic(err)
	}
	results, err := allocator.Allocate(ctx, &in.Node, claims)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	for i := range results {
		devices := results[i].Devices.Results
		for j := range devices {
			if devices[j].ShareID != nil {
				// They are random.
				devices[j].ShareID = ptr.To[types.UID]("shared")
			}
		}
	}
	return map[string]any{"results": results}
}

// What claims have been given. Mirrors the scheduler's own look at them.
func stateOf(claims []resourceapi.ResourceClaim) structured.AllocatedState {
	state := structured.AllocatedState{
		AllocatedDevices:         sets.New[structured.DeviceID](),
		AllocatedSharedDeviceIDs: sets.New[structured.SharedDeviceID](),
		AggregatedCapacity:       structured.NewConsumedCapacityCollection(),
	}
	for _, claim := range claims {
		for _, result := range claim.Status.Allocation.Devices.Results {
			if ptr.Deref(result.AdminAccess, false) {
				continue
			}
			id := structured.MakeDeviceID(result.Driver, result.Pool, result.Device)
			if result.ShareID == nil {
				state.AllocatedDevices.Insert(id)
				continue
			}
			state.AllocatedSharedDeviceIDs.Insert(structured.MakeSharedDeviceID(id, result.ShareID))
			if result.ConsumedCapacity != nil {
				state.AggregatedCapacity.Insert(structured.NewDeviceConsumedCapacity(id, result.ConsumedCapacity))
			}
		}
	}
	return state
}

func read(raw json.RawMessage, into any) {
	if err := json.Unmarshal(raw, into); err != nil {
		panic(err)
	}
}
