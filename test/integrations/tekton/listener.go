package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"

	triggersv1 "github.com/tektoncd/triggers/pkg/apis/triggers/v1beta1"
	"github.com/tektoncd/triggers/pkg/interceptors"
	"github.com/tektoncd/triggers/pkg/interceptors/cel"
	"github.com/tektoncd/triggers/pkg/template"
)

// receive plays the listener for a push of GitHub: the filters in CEL, the bindings and the templates are Tekton's. The
// interceptor "github", which compares a signature, is not played.
func receive(file string, objects []object) ([]json.RawMessage, error) {
	body, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	created := []json.RawMessage{}
	for _, listener := range listenersOf(objects) {
		for _, trigger := range listener.Spec.Triggers {
			if !passes(trigger, body) {
				continue
			}
			resources, err := resourcesOf(trigger, body, objects)
			if err != nil {
				return nil, err
			}
			created = append(created, resources...)
		}
	}
	for _, resource := range created {
		if _, err := readObject(resource); err != nil {
			return nil, fmt.Errorf("what the listener creates: %w", err)
		}
	}
	return created, nil
}

func listenersOf(objects []object) []*triggersv1.EventListener {
	var listeners []*triggersv1.EventListener
	for _, each := range objects {
		if listener, ok := each.(*triggersv1.EventListener); ok {
			listeners = append(listeners, listener)
		}
	}
	return listeners
}

func passes(trigger triggersv1.EventListenerTrigger, body []byte) bool {
	for _, each := range trigger.Interceptors {
		if each.GetName() != "cel" {
			continue
		}
		answer := cel.NewInterceptor(nil).Process(context.Background(), &triggersv1.InterceptorRequest{
			Body:              string(body),
			Header:            header,
			InterceptorParams: interceptors.GetInterceptorParams(each),
			Context:           &triggersv1.TriggerContext{TriggerID: "namespaces/any/triggers/any"},
		})
		if !answer.Continue {
			fmt.Fprintln(os.Stderr, "stopped:", answer.Status.Message)
			return false
		}
	}
	return true
}

var header = http.Header{"X-Github-Event": {"push"}}

func resourcesOf(each triggersv1.EventListenerTrigger, body []byte, objects []object) ([]json.RawMessage, error) {
	trigger := triggersv1.Trigger{Spec: triggersv1.TriggerSpec{Bindings: each.Bindings, Template: *each.Template}}
	resolved, err := template.ResolveTrigger(trigger, named[*triggersv1.TriggerBinding](objects), nil,
		named[*triggersv1.TriggerTemplate](objects))
	if err != nil {
		return nil, err
	}
	params, err := template.ResolveParams(resolved, body, header, nil, template.NewTriggerContext("any"))
	if err != nil {
		return nil, err
	}
	return template.ResolveResources(resolved.TriggerTemplate, params), nil
}

// named looks up an object of one kind.
func named[Kind object](objects []object) func(string) (Kind, error) {
	return func(name string) (Kind, error) {
		for _, each := range objects {
			if found, ok := each.(Kind); ok && found.GetName() == name {
				return found, nil
			}
		}
		var none Kind
		return none, fmt.Errorf("there is no %T %q", none, name)
	}
}
