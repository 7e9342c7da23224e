// Encodes OpenAPI documents as Kubernetes does: a question a line, {"version": "v3", "document": "{...}"}, and an answer a
// line, the bytes in base64.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	openapi_v2 "github.com/google/gnostic-models/openapiv2"
	openapi_v3 "github.com/google/gnostic-models/openapiv3"
	"google.golang.org/protobuf/proto"
)

type question struct {
	Version  string
	Document string
}

type answer struct {
	Bytes []byte `json:"bytes,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		bytes, err := encode(asked)
		if err != nil {
			out.Encode(answer{Error: err.Error()})
			continue
		}
		out.Encode(answer{Bytes: bytes})
	}
}

func encode(asked question) ([]byte, error) {
	if asked.Version == "v2" {
		document, err := openapi_v2.ParseDocument([]byte(asked.Document))
		if err != nil {
			return nil, err
		}
		return proto.Marshal(document)
	}
	document, err := openapi_v3.ParseDocument([]byte(asked.Document))
	if err != nil {
		return nil, err
	}
	return proto.Marshal(document)
}
