// Command scheduler-configuration answers what becomes of a KubeSchedulerConfiguration by asking kube-scheduler's own code.
//
// It reads cases as JSON lines, {"rule": "reads", "in": CONFIGURATION}, and prints each with its answer, {..., "out": ...}:
// the error, or each profile with its arguments and the plugins that run at each point.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/dynamic/dynamicinformer"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/events"
	"k8s.io/klog/v2"
	configv1 "k8s.io/kube-scheduler/config/v1"
	"k8s.io/kubernetes/pkg/scheduler"
	"k8s.io/kubernetes/pkg/scheduler/apis/config"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/scheme"
	"k8s.io/kubernetes/pkg/scheduler/apis/config/validation"
	"k8s.io/kubernetes/pkg/scheduler/profile"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

func main() {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 4<<20)
	out := json.NewEncoder(os.Stdout)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		answer, err := read(c.In)
		if err != nil {
			answer = map[string]any{"error": err.Error()}
		}
		c.Out = answer
		must(out.Encode(c))
	}
	must(in.Err())
}

// The steps of kube-scheduler's start, as far as a configuration can be wrong.
func read(text []byte) (any, error) {
	object, kind, err := scheme.Codecs.UniversalDecoder().Decode(text, nil, nil)
	if err != nil {
		return nil, err
	}
	cfg := object.(*config.KubeSchedulerConfiguration)
	cfg.APIVersion = kind.GroupVersion().String()
	if err := validation.ValidateKubeSchedulerConfiguration(cfg); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	nowhere := &rest.Config{Host: "http://127.0.0.1:1"}
	client := kubernetes.NewForConfigOrDie(nowhere)
	sched, err := scheduler.New(ctx, client,
		scheduler.NewInformerFactory(client, 0),
		dynamicinformer.NewDynamicSharedInformerFactory(dynamic.NewForConfigOrDie(nowhere), 0),
		profile.NewRecorderFactory(events.NewBroadcaster(&events.EventSinkImpl{Interface: client.EventsV1()})),
		scheduler.WithProfiles(cfg.Profiles...),
		scheduler.WithPercentageOfNodesToScore(cfg.PercentageOfNodesToScore),
		scheduler.WithPodMaxBackoffSeconds(cfg.PodMaxBackoffSeconds),
		scheduler.WithPodInitialBackoffSeconds(cfg.PodInitialBackoffSeconds),
		scheduler.WithExtenders(cfg.Extenders...),
	)
	if err != nil {
		return nil, err
	}
	profiles := []any{}
	for _, of := range cfg.Profiles {
		if of.PercentageOfNodesToScore == nil {
			of.PercentageOfNodesToScore = cfg.PercentageOfNodesToScore
		}
		profiles = append(profiles, shown(of, sched))
	}
	return map[string]any{
		"profiles":                 profiles,
		"podInitialBackoffSeconds": cfg.PodInitialBackoffSeconds,
		"podMaxBackoffSeconds":     cfg.PodMaxBackoffSeconds,
		"extenders":                names(sched),
	}, nil
}

func names(sched *scheduler.Scheduler) []string {
	found := []string{}
	for _, extender := range sched.Extenders {
		found = append(found, extender.Name())
	}
	return found
}

func shown(of config.KubeSchedulerProfile, sched *scheduler.Scheduler) any {
	plugins := sched.Profiles[of.SchedulerName].ListPlugins()
	points := map[string][]string{}
	for name, set := range map[string]config.PluginSet{
		"preEnqueue": plugins.PreEnqueue, "queueSort": plugins.QueueSort, "preFilter": plugins.PreFilter,
		"filter": plugins.Filter, "postFilter": plugins.PostFilter, "preScore": plugins.PreScore,
		"reserve": plugins.Reserve, "permit": plugins.Permit, "preBind": plugins.PreBind,
		"bind": plugins.Bind, "postBind": plugins.PostBind,
	} {
		points[name] = pluginNames(set.Enabled)
	}
	weights := [][]any{}
	for _, plugin := range plugins.Score.Enabled {
		weights = append(weights, []any{plugin.Name, plugin.Weight})
	}
	return map[string]any{
		"schedulerName": of.SchedulerName, "percentageOfNodesToScore": of.PercentageOfNodesToScore,
		"points": points, "score": weights, "args": args(of),
	}
}

func pluginNames(plugins []config.Plugin) []string {
	found := []string{}
	for _, plugin := range plugins {
		found = append(found, plugin.Name)
	}
	return found
}

// What each plugin is told, as v1 writes it.
func args(of config.KubeSchedulerProfile) map[string]any {
	cfg := &config.KubeSchedulerConfiguration{Profiles: []config.KubeSchedulerProfile{of}}
	info, _ := runtime.SerializerInfoForMediaType(scheme.Codecs.SupportedMediaTypes(), runtime.ContentTypeJSON)
	encoder := scheme.Codecs.EncoderForVersion(info.Serializer, configv1.SchemeGroupVersion)
	var text strings.Builder
	must(encoder.Encode(cfg, &text))
	var written struct {
		Profiles []struct {
			PluginConfig []struct {
				Name string
				Args map[string]any
			}
		}
	}
	must(json.Unmarshal([]byte(text.String()), &written))
	found := map[string]any{}
	for _, one := range written.Profiles[0].PluginConfig {
		delete(one.Args, "kind")
		delete(one.Args, "apiVersion")
		found[one.Name] = one.Args
	}
	return found
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
