package main

import (
	"fmt"

	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/podtemplate"
	"k8s.io/kubernetes/pkg/registry/core/replicationcontroller"
)

type strategy interface {
	rest.RESTCreateStrategy
	rest.RESTUpdateStrategy
}

// kind is what the API server knows of one: how its objects are created, and updated through each of its subresources.
type kind struct {
	resource string
	strategy strategy
	// parts are the subresources with a strategy of their own.
	parts map[string]rest.RESTUpdateStrategy
}

func (k kind) update(subresource string) rest.RESTUpdateStrategy {
	if subresource == "" {
		return k.strategy
	}
	part, ok := k.parts[subresource]
	if !ok {
		must(fmt.Errorf("%s has no subresource %s", k.resource, subresource))
	}
	return part
}

var kinds = map[schema.GroupVersionKind]kind{
	core("Pod"): {"pods", pod.Strategy, map[string]rest.RESTUpdateStrategy{
		"status":              pod.StatusStrategy,
		"ephemeralcontainers": pod.EphemeralContainersStrategy,
		"resize":              pod.ResizeStrategy,
	}},
	core("PodTemplate"):           {"podtemplates", podtemplate.Strategy, nil},
	core("ReplicationController"): {"replicationcontrollers", replicationcontroller.Strategy, status(replicationcontroller.StatusStrategy)},
	v1("apps", "DaemonSet"):       {"daemonsets", daemonset.Strategy, status(daemonset.StatusStrategy)},
	v1("apps", "Deployment"):      {"deployments", deployment.Strategy, status(deployment.StatusStrategy)},
	v1("apps", "ReplicaSet"):      {"replicasets", replicaset.Strategy, status(replicaset.StatusStrategy)},
	v1("apps", "StatefulSet"):     {"statefulsets", statefulset.Strategy, status(statefulset.StatusStrategy)},
	v1("batch", "CronJob"):        {"cronjobs", cronjob.Strategy, status(cronjob.StatusStrategy)},
	v1("batch", "Job"):            {"jobs", job.Strategy, status(job.StatusStrategy)},
}

func core(kind string) schema.GroupVersionKind { return v1("", kind) }

func v1(group, kind string) schema.GroupVersionKind {
	return schema.GroupVersionKind{Group: group, Version: "v1", Kind: kind}
}

func status(strategy rest.RESTUpdateStrategy) map[string]rest.RESTUpdateStrategy {
	return map[string]rest.RESTUpdateStrategy{"status": strategy}
}
