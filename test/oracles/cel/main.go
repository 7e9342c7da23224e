// Command cel answers what Kubernetes' own code makes of expressions: what is wrong with them, what they may cost, what
// they evaluate to and what that costs. It reads questions as JSON lines and prints one answer a line.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/types"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	structuralcel "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
	kjson "sigs.k8s.io/json"
)

type question struct {
	Expression string `json:"expression"`
	// A structural schema in the form of a CustomResourceDefinition, of self and oldSelf.
	Schema json.RawMessage `json:"schema"`
	// Whether the schema is that of a resource.
	Root    bool `json:"root"`
	Self    any  `json:"self"`
	OldSelf any  `json:"oldSelf"`
	// Whether oldSelf is an optional.
	Optional bool `json:"optional"`
	// 0: Kubernetes' own.
	Limit uint64 `json:"limit"`
}

func main() {
	reader := bufio.NewReaderSize(os.Stdin, 1<<20)
	writer := bufio.NewWriter(os.Stdout)
	defer writer.Flush()
	for {
		line, err := reader.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			encoded, encodeErr := json.Marshal(answer(line))
			if encodeErr != nil {
				panic(encodeErr)
			}
			writer.Write(encoded)
			writer.WriteByte('\n')
			writer.Flush()
		}
		if err != nil {
			return
		}
	}
}

func answer(line []byte) (out map[string]any) {
	defer func() {
		if cause := recover(); cause != nil {
			out = map[string]any{"panic": fmt.Sprint(cause)}
		}
	}()
	var q question
	if err := kjson.UnmarshalCaseSensitivePreserveInts(line, &q); err != nil {
		return map[string]any{"panic": err.Error()}
	}
	known, err := environmentOf(q)
	if err != nil {
		return map[string]any{"panic": err.Error()}
	}
	env, structural, root := known.env, known.structural, known.root
	ast, issues := env.Compile(q.Expression)
	if issues != nil {
		return map[string]any{"error": issues.String()}
	}
	out = map[string]any{"type": checker.FormatCELType(ast.OutputType())}
	estimator := &library.CostEstimator{SizeEstimator: &sizes{root: root}}
	estimate, err := env.EstimateCost(ast, estimator)
	if err != nil {
		return map[string]any{"panic": err.Error()}
	}
	out["estimate"] = []string{strconv.FormatUint(estimate.Min, 10), strconv.FormatUint(estimate.Max, 10)}
	limit := q.Limit
	if limit == 0 {
		limit = 1000000
	}
	program, err := env.Program(ast, cel.CostLimit(limit), cel.CostTracking(estimator), cel.InterruptCheckFrequency(100))
	if err != nil {
		out["plan"] = err.Error()
		return out
	}
	evaluate(program, q, structural, out)
	return out
}

// environmentKey is what environments differ by.
type environmentKey struct {
	schema         string
	root, optional bool
}

type knownEnvironment struct {
	env        *cel.Env
	structural *structuralschema.Structural
	root       *apiservercel.DeclType
}

// It takes long to make one.
var environments = map[environmentKey]knownEnvironment{}

func environmentOf(q question) (knownEnvironment, error) {
	key := environmentKey{string(q.Schema), q.Root, q.Optional}
	if known, found := environments[key]; found {
		return known, nil
	}
	made, err := newEnvironment(q)
	if err == nil {
		environments[key] = made
	}
	return made, err
}

func newEnvironment(q question) (known knownEnvironment, err error) {
	base := environment.MustBaseEnvSet(version.MajorMinor(1, 36))
	if len(q.Schema) == 0 {
		known.env = base.StoredExpressionsEnv()
		return known, nil
	}
	known.structural, err = structuralOf(q.Schema)
	if err != nil {
		return known, err
	}
	known.root = model.SchemaDeclType(known.structural, q.Root)
	if known.root == nil {
		return known, fmt.Errorf("the schema declares nothing")
	}
	named := known.root.MaybeAssignTypeName("selfType")
	old := named.CelType()
	if q.Optional {
		old = types.NewOptionalType(old)
	}
	extended, err := base.Extend(environment.VersionedOptions{
		IntroducedVersion: version.MajorMinor(1, 0),
		EnvOptions:        []cel.EnvOption{cel.Variable("self", named.CelType()), cel.Variable("oldSelf", old)},
		DeclTypes:         []*apiservercel.DeclType{named},
	})
	if err != nil {
		return known, err
	}
	known.env = extended.StoredExpressionsEnv()
	return known, nil
}

func structuralOf(raw []byte) (*structuralschema.Structural, error) {
	var props apiextensionsv1.JSONSchemaProps
	if err := json.Unmarshal(raw, &props); err != nil {
		return nil, err
	}
	var internal apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&props, &internal, nil); err != nil {
		return nil, err
	}
	return structuralschema.NewStructural(&internal)
}

func evaluate(program cel.Program, q question, structural *structuralschema.Structural, out map[string]any) {
	variables := map[string]any{}
	if structural != nil {
		variables["self"] = structuralcel.UnstructuredToVal(q.Self, structural)
		switch {
		case !q.Optional && q.OldSelf != nil:
			variables["oldSelf"] = structuralcel.UnstructuredToVal(q.OldSelf, structural)
		case q.Optional && q.OldSelf != nil:
			variables["oldSelf"] = types.OptionalOf(structuralcel.UnstructuredToVal(q.OldSelf, structural))
		case q.Optional:
			variables["oldSelf"] = types.OptionalNone
		}
	}
	value, details, err := program.Eval(variables)
	if details != nil && details.ActualCost() != nil {
		out["cost"] = *details.ActualCost()
	}
	if err != nil {
		out["failed"] = err.Error()
		return
	}
	out["value"] = describe(value)
}

// sizes looks up what a schema declares, as apiextensions-apiserver does.
type sizes struct {
	root *apiservercel.DeclType
}

func (s *sizes) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	if len(element.Path()) == 0 || s.root == nil {
		return nil
	}
	current := s.root
	for _, name := range element.Path()[1:] {
		switch name {
		case "@items", "@values":
			if current.ElemType == nil {
				return nil
			}
			current = current.ElemType
		case "@keys":
			if current.KeyType == nil {
				return nil
			}
			current = current.KeyType
		default:
			field, ok := current.Fields[name]
			if !ok || field.Type == nil {
				return nil
			}
			current = field.Type
		}
	}
	return &checker.SizeEstimate{Min: 0, Max: uint64(current.MaxElements)}
}

func (s *sizes) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}
