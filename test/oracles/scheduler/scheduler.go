package main

import (
	"context"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/dynamic-resource-allocation/deviceclass/extendedresourcecache"
	resourceslicetracker "k8s.io/dynamic-resource-allocation/resourceslice/tracker"
	"k8s.io/klog/v2"
	fwk "k8s.io/kube-scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/latest"
	"k8s.io/kubernetes/pkg/scheduler/backend/cache"
	"k8s.io/kubernetes/pkg/scheduler/framework"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/dynamicresources"
	"k8s.io/kubernetes/pkg/scheduler/framework/plugins/nodevolumelimits"
	frameworkruntime "k8s.io/kubernetes/pkg/scheduler/framework/runtime"
	"k8s.io/kubernetes/pkg/scheduler/util/assumecache"
)

// scheduler is the default profile over the objects of a case.
type scheduler struct {
	objects   []runtime.Object
	pods      map[string]*v1.Pod
	framework framework.Framework
	plugins   map[string]fwk.Plugin
	snapshot  fwk.NodeInfoLister
	nodes     []fwk.NodeInfo
	reserved  *reservingManager
}

func newScheduler(ctx context.Context, objects []runtime.Object) *scheduler {
	s := &scheduler{objects: objects, pods: map[string]*v1.Pod{}, plugins: map[string]fwk.Plugin{}}
	var placed []*v1.Pod
	var nodes []*v1.Node
	nominator := nominations{}
	for _, object := range objects {
		switch object := object.(type) {
		case *v1.Pod:
			s.pods[object.Name] = object
			if object.Spec.NodeName != "" {
				placed = append(placed, object)
			} else if node := object.Status.NominatedNodeName; node != "" {
				info, err := framework.NewPodInfo(object)
				check(err)
				nominator[node] = append(nominator[node], info)
			}
		case *v1.Node:
			nodes = append(nodes, object)
		}
	}
	snapshot := snapshotOf(ctx, nodes, placed)
	s.snapshot = snapshot
	var err error
	s.nodes, err = snapshot.NodeInfos().List()
	check(err)
	config, err := latest.Default()
	check(err)
	informers := newObjectInformers(objects)
	s.reserved = &reservingManager{SharedDRAManager: devices(ctx, informers)}
	s.framework, err = frameworkruntime.NewFramework(ctx, s.captured(plugins.NewInTreeRegistry()), &config.Profiles[0],
		frameworkruntime.WithClientSet(fake.NewSimpleClientset(claimsAmong(objects)...)),
		frameworkruntime.WithInformerFactory(informers),
		frameworkruntime.WithSnapshotSharedLister(snapshot),
		frameworkruntime.WithPodNominator(nominator),
		frameworkruntime.WithSharedDRAManager(s.reserved),
		frameworkruntime.WithSharedCSIManager(nodevolumelimits.NewCSIManager(informers.Storage().V1().CSINodes().Lister())),
		frameworkruntime.WithParallelism(1),
	)
	check(err)
	return s
}

// snapshotOf goes by the cache that kube-scheduler keeps: what it knows of images a snapshot by itself has not.
func snapshotOf(ctx context.Context, nodes []*v1.Node, placed []*v1.Pod) *cache.Snapshot {
	logger := klog.FromContext(ctx)
	known := cache.New(ctx, nil, false)
	for _, node := range nodes {
		known.AddNode(logger, node)
	}
	for _, pod := range placed {
		check(known.AddPod(logger, pod))
	}
	snapshot := cache.NewEmptySnapshot()
	check(known.UpdateSnapshot(logger, snapshot))
	return snapshot
}

// captured keeps the plugins that are made.
func (s *scheduler) captured(registry frameworkruntime.Registry) frameworkruntime.Registry {
	for name, factory := range registry {
		registry[name] = func(ctx context.Context, args runtime.Object, handle fwk.Handle) (fwk.Plugin, error) {
			plugin, err := factory(ctx, args, handle)
			s.plugins[name] = plugin
			return plugin, err
		}
	}
	return registry
}

func devices(ctx context.Context, informers *objectInformers) fwk.SharedDRAManager {
	claims := assumecache.NewAssumeCache(klog.FromContext(ctx), informers.Resource().V1().ResourceClaims().Informer(), "ResourceClaim", "", nil)
	slices, err := resourceslicetracker.StartTracker(ctx, resourceslicetracker.Options{
		SliceInformer: informers.Resource().V1().ResourceSlices(),
		KubeClient:    fake.NewSimpleClientset(),
	})
	check(err)
	manager := dynamicresources.NewDRAManager(ctx, claims, slices, informers)
	_, err = informers.Resource().V1().DeviceClasses().Informer().AddEventHandler(
		manager.DeviceClassResolver().(*extendedresourcecache.ExtendedResourceCache))
	check(err)
	return manager
}

// nominations are pods that count as on the node that is kept for them.
type nominations map[string][]fwk.PodInfo

func (nominations) AddNominatedPod(klog.Logger, fwk.PodInfo, *fwk.NominatingInfo) {}
func (nominations) DeleteNominatedPodIfExists(*v1.Pod)                            {}
func (nominations) UpdateNominatedPod(klog.Logger, *v1.Pod, fwk.PodInfo)          {}
func (n nominations) NominatedPodsForNode(node string) []fwk.PodInfo              { return n[node] }

func check(err error) {
	if err != nil {
		panic(err)
	}
}
