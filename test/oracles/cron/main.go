// Command cron answers when schedules are due by asking the parser that Kubernetes asks.
//
// It reads cases as JSON lines, {"rule": "...", "in": ...}, and prints each with its answer, {..., "out": ...}.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/robfig/cron/v3"
)

type testCase struct {
	Rule string `json:"rule"`
	In   struct {
		Schedule string `json:"schedule"`
		AfterMs  int64  `json:"afterMs"`
	} `json:"in"`
	Out any `json:"out"`
}

// How many times are told of one schedule.
const timesMax = 6

func main() {
	// The zones that come with Go, whatever the machine has.
	must(os.Setenv("ZONEINFO", filepath.Join(runtime.GOROOT(), "lib", "time", "zoneinfo.zip")))
	time.Local = time.UTC
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var c testCase
		must(json.Unmarshal(in.Bytes(), &c))
		c.Out = answer(c.In.Schedule, time.UnixMilli(c.In.AfterMs).UTC())
		must(json.NewEncoder(os.Stdout).Encode(c))
	}
	must(in.Err())
}

func answer(text string, after time.Time) any {
	schedule, err := parse(text)
	if err != nil {
		return err.Error()
	}
	times := []int64{}
	for range timesMax {
		after = schedule.Next(after)
		if after.IsZero() {
			break
		}
		times = append(times, after.UnixMilli())
	}
	return times
}

// As k8s.io/kubernetes/pkg/util/parsers (ParseCronScheduleWithPanicRecovery).
func parse(text string) (schedule cron.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("invalid schedule format: %v", r)
		}
	}()
	return cron.ParseStandard(text)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
