package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/duration"
	"k8s.io/apimachinery/pkg/util/rand"
)

func parseTime(text string) any {
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return failed{err.Error()}
	}
	return timeTexts(parsed)
}

func formatTime(ms int64) any {
	return timeTexts(time.UnixMilli(ms))
}

func timeTexts(t time.Time) any {
	seconds, err := json.Marshal(metav1.NewTime(t))
	must(err)
	micros, err := json.Marshal(metav1.NewMicroTime(t))
	must(err)
	return []json.RawMessage{seconds, micros}
}

func parseDuration(text string) any {
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return failed{err.Error()}
	}
	return parsed.String()
}

func humanDuration(ms int64) any {
	d := time.Duration(ms) * time.Millisecond
	return []string{duration.HumanDuration(d), duration.ShortHumanDuration(d), d.String()}
}

func hash(text string) any {
	hash32, hash64 := fnv.New32a(), fnv.New64a()
	hash32.Write([]byte(text))
	hash64.Write([]byte(text))
	decimal := strconv.FormatUint(uint64(hash32.Sum32()), 10)
	return []string{decimal, strconv.FormatUint(hash64.Sum64(), 10), rand.SafeEncodeString(decimal)}
}

func format(raw json.RawMessage) any {
	value := whole(raw)
	text, err := json.Marshal(value)
	must(err)
	printed := ""
	switch typed := value.(type) {
	case string:
		printed = strconv.Quote(typed)
	case int64:
		printed = strconv.FormatInt(typed, 10)
	case float64:
		printed = fmt.Sprintf("%v", typed)
	}
	return []string{printed, string(text)}
}
