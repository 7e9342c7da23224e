// Package handlers calls the patch libraries the way the API server's handlers do. It has the name theirs has, because
// Go's decoding errors name it.
package handlers

import (
	"encoding/json"
	"fmt"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	kjson "sigs.k8s.io/json"
)

type jsonPatchOp struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	From  string `json:"from"`
	Value any    `json:"value"`
}

const operationsMax = 10000

func init() {
	jsonpatch.AccumulatedCopySizeLimit = 3 * 1024 * 1024
}

// JSONPatch answers the patched document, or an error and its HTTP code.
func JSONPatch(document, patch []byte) ([]byte, int, error) {
	var strict []jsonPatchOp
	if _, err := kjson.UnmarshalStrict(patch, &strict); err != nil {
		return nil, 400, fmt.Errorf("error decoding patch: %v", err)
	}
	decoded, err := jsonpatch.DecodePatch(patch)
	if err != nil {
		return nil, 400, err
	}
	if len(decoded) > operationsMax {
		return nil, 413, fmt.Errorf("The allowed maximum operations in a JSON patch is %d, got %d", operationsMax, len(decoded))
	}
	result, err := decoded.Apply(document)
	return result, 422, err
}

// MergePatch answers the patched document, or an error and its HTTP code.
func MergePatch(document, patch []byte) ([]byte, int, error) {
	into := map[string]any{}
	if _, err := kjson.UnmarshalStrict(patch, &into); err != nil {
		return nil, 400, fmt.Errorf("error decoding patch: %v", err)
	}
	result, err := jsonpatch.MergePatch(document, patch)
	if err == jsonpatch.ErrBadJSONPatch {
		return nil, 400, err
	}
	return result, 500, err
}

// StrategicMergePatch answers the patched document, or an error and its HTTP code.
func StrategicMergePatch(document, patch []byte, dataStruct any) ([]byte, int, error) {
	original := map[string]any{}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(document, &original); err != nil {
		return nil, 0, err
	}
	changes := map[string]any{}
	if _, err := kjson.UnmarshalStrict(patch, &changes); err != nil {
		return nil, 400, err
	}
	// The server converts the object from its Go type, which makes slices without spare room; a copy has none, too.
	merged, err := strategicpatch.StrategicMergeMapPatch(runtime.DeepCopyJSON(original), changes, dataStruct)
	if err != nil {
		return nil, codeOf(err), err
	}
	result, err := json.Marshal(merged)
	return result, 0, err
}

func codeOf(err error) int {
	switch err {
	case mergepatch.ErrBadJSONDoc, mergepatch.ErrBadPatchFormatForPrimitiveList, mergepatch.ErrBadPatchFormatForRetainKeys,
		mergepatch.ErrBadPatchFormatForSetElementOrderList, mergepatch.ErrUnsupportedStrategicMergePatchFormat:
		return 400
	case mergepatch.ErrNoListOfLists, mergepatch.ErrPatchContentNotMatchRetainKeys:
		return 422
	}
	return 500
}
