// Holds Tekton's objects against Tekton's own types and rules, and plays its event listener for a push.
//
//	check FILE...                  every object decodes strictly, and its admission check accepts it
//	check --push EVENT FILE...     prints, as JSON, what the listener creates for the event: nothing where a filter stops it
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	pipelinev1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/triggers/pkg/apis/triggers/contexts"
	triggersv1 "github.com/tektoncd/triggers/pkg/apis/triggers/v1beta1"
	yamlreader "k8s.io/apimachinery/pkg/util/yaml"
	"knative.dev/pkg/apis"
	"sigs.k8s.io/yaml"
)

// object is what Tekton's webhook knows of each of its kinds.
type object interface {
	GetName() string
	SetName(name string)
	GetGenerateName() string
	apis.Defaultable
	apis.Validatable
}

// newObject returns nil for a kind that is not Tekton's.
func newObject(apiVersion, kind string) object {
	switch apiVersion + "/" + kind {
	case "tekton.dev/v1/Task":
		return &pipelinev1.Task{}
	case "tekton.dev/v1/Pipeline":
		return &pipelinev1.Pipeline{}
	case "tekton.dev/v1/PipelineRun":
		return &pipelinev1.PipelineRun{}
	case "triggers.tekton.dev/v1beta1/EventListener":
		return &triggersv1.EventListener{}
	case "triggers.tekton.dev/v1beta1/TriggerBinding":
		return &triggersv1.TriggerBinding{}
	case "triggers.tekton.dev/v1beta1/TriggerTemplate":
		return &triggersv1.TriggerTemplate{}
	}
	return nil
}

func main() {
	files, event := os.Args[1:], ""
	if len(files) > 1 && files[0] == "--push" {
		event, files = files[1], files[2:]
	}
	if err := run(event, files); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(event string, files []string) error {
	var objects []object
	for _, file := range files {
		found, err := readFile(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		objects = append(objects, found...)
	}
	if event == "" {
		fmt.Printf("%d objects are valid\n", len(objects))
		return nil
	}
	created, err := receive(event, objects)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(created)
}

func readFile(file string) ([]object, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var objects []object
	documents := yamlreader.NewDocumentDecoder(io.NopCloser(bytes.NewReader(text)))
	for {
		buffer := make([]byte, len(text)+1)
		length, err := documents.Read(buffer)
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		read, err := readObject(buffer[:length])
		if err != nil {
			return nil, err
		}
		if read != nil {
			objects = append(objects, read)
		}
	}
}

func readObject(text []byte) (object, error) {
	var head struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := yaml.Unmarshal(text, &head); err != nil {
		return nil, err
	}
	read := newObject(head.APIVersion, head.Kind)
	if read == nil {
		return nil, nil
	}
	if err := yaml.UnmarshalStrict(text, read); err != nil {
		return nil, fmt.Errorf("%s: %w", head.Kind, err)
	}
	if read.GetName() == "" && read.GetGenerateName() != "" {
		read.SetName(read.GetGenerateName() + "0a1b2") // as the API server does before it asks anybody
	}
	// As the webhooks do for a create.
	ctx := contexts.WithUpgradeViaDefaulting(apis.WithinCreate(context.Background()))
	read.SetDefaults(ctx)
	if problem := read.Validate(ctx); problem != nil {
		return nil, fmt.Errorf("%s %s: %w", head.Kind, read.GetName(), problem)
	}
	return read, nil
}
