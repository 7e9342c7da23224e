// Command scheduler answers where pods may go, where they go best and who would make way, by asking kube-scheduler's own
// framework with its default profile.
//
// It reads cases as JSON lines, {"rule": ..., "in": ...}, and prints each with its answer, {..., "out": ...}. Rules whose names
// begin with many- are of large clusters, on which pods are placed one after the other.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"strings"

	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/scheduler/metrics"
)

type testCase struct {
	Rule string          `json:"rule"`
	In   json.RawMessage `json:"in"`
	Out  any             `json:"out"`
}

func main() {
	silence()
	metrics.Register()
	scanner := bufio.NewScanner(os.Stdin)
	scanner.Buffer(nil, 1<<26)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for scanner.Scan() {
		var test testCase
		if err := json.Unmarshal(scanner.Bytes(), &test); err != nil {
			panic(err)
		}
		if strings.HasPrefix(test.Rule, "many-") {
			test.Out = places(test.In)
		} else {
			test.Out = decides(test.In)
		}
		if err := encoder.Encode(test); err != nil {
			panic(err)
		}
	}
}

// silence keeps what plugins log out of the answers' way.
func silence() {
	flags := flag.NewFlagSet("", flag.PanicOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"logtostderr": "false", "alsologtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			panic(err)
		}
	}
	klog.SetOutput(discard{})
}

type discard struct{}

func (discard) Write(text []byte) (int, error) { return len(text), nil }
