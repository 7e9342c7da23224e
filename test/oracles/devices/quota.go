package main

import (
	"encoding/json"
	"slices"
	"time"

	v1 "k8s.io/api/core/v1"
	resourceapi "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/quota/v1/evaluator/core"
)

type counted struct {
	Hard    map[string]string           `json:"hard"`
	Classes []resourceapi.DeviceClass   `json:"classes"`
	Pods    []v1.Pod                    `json:"pods"`
	Claims  []resourceapi.ResourceClaim `json:"claims"`
}

// counts says what a quota of these names counts, and what each of the claims is charged with.
func counts(raw json.RawMessage) any {
	var in counted
	read(raw, &in)
	objects := []runtime.Object{}
	for i := range in.Classes {
		objects = append(objects, &in.Classes[i])
	}
	for i := range in.Pods {
		objects = append(objects, &in.Pods[i])
	}
	for i := range in.Claims {
		objects = append(objects, &in.Claims[i])
	}
	factory := informers.NewSharedInformerFactory(fake.NewClientset(objects...), 0)
	lister := func(of schema.GroupVersionResource) (cache.GenericLister, error) {
		informer, err := factory.ForResource(of)
		if err != nil {
			return nil, err
		}
		return informer.Lister(), nil
	}
	evaluators, err := core.NewEvaluators(lister, factory, nil)
	if err != nil {
		panic(err)
	}
	shown := factory.Resource().V1().DeviceClasses().Informer()
	handled, err := shown.AddEventHandler(cache.ResourceEventHandlerFuncs{})
	if err != nil {
		panic(err)
	}
	factory.Core().V1().Pods().Informer()
	factory.Resource().V1().ResourceClaims().Informer()
	for _, name := range []string{"services", "persistentvolumeclaims", "configmaps", "resourcequotas", "replicationcontrollers", "secrets"} {
		_, _ = factory.ForResource(v1.SchemeGroupVersion.WithResource(name))
	}
	stop := make(chan struct{})
	defer close(stop)
	factory.Start(stop)
	factory.WaitForCacheSync(stop)
	cache.WaitForCacheSync(stop, handled.HasSynced)
	claims := evaluators[slices.IndexFunc(evaluators, func(one quota.Evaluator) bool {
		return one.GroupResource() == resourceapi.Resource("resourceclaims")
	})]
	// The cache of classes is told by a handler of its own, perhaps a moment later.
	for _, class := range in.Classes {
		name := v1.ResourceName(v1.ResourceImplicitExtendedClaimsPerClass + class.Name)
		for len(claims.MatchingResources([]v1.ResourceName{name})) == 0 {
			time.Sleep(time.Millisecond)
		}
	}
	hard := v1.ResourceList{}
	for name := range in.Hard {
		hard[v1.ResourceName(name)] = resource.Quantity{}
	}
	used, err := quota.CalculateUsage("default", nil, hard, generic.NewRegistry(evaluators), nil)
	if err != nil {
		panic(err)
	}
	charges := []map[string]string{}
	for i := range in.Claims {
		charge, err := claims.Usage(&in.Claims[i])
		if err != nil {
			panic(err)
		}
		charges = append(charges, amounts(charge))
	}
	return map[string]any{"used": amounts(used), "charges": charges}
}

func amounts(list v1.ResourceList) map[string]string {
	out := map[string]string{}
	for name, amount := range list {
		out[string(name)] = amount.String()
	}
	return out
}
