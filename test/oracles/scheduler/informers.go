package main

import (
	"reflect"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/informers/apps"
	"k8s.io/client-go/informers/core"
	"k8s.io/client-go/informers/internalinterfaces"
	"k8s.io/client-go/informers/policy"
	"k8s.io/client-go/informers/resource"
	"k8s.io/client-go/informers/scheduling"
	"k8s.io/client-go/informers/storage"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/client-go/tools/cache"
)

// objectInformers gives informers that know the objects of a case from the start, and tell them while a handler is added.
type objectInformers struct {
	informers.SharedInformerFactory
	objects []runtime.Object
	made    map[reflect.Type]cache.SharedIndexInformer
}

func newObjectInformers(objects []runtime.Object) *objectInformers {
	return &objectInformers{objects: objects, made: map[reflect.Type]cache.SharedIndexInformer{}}
}

func (f *objectInformers) InformerFor(of runtime.Object, make internalinterfaces.NewInformerFunc) cache.SharedIndexInformer {
	kind := reflect.TypeOf(of)
	if known, ok := f.made[kind]; ok {
		return known
	}
	informer := &objectInformer{SharedIndexInformer: make(fake.NewSimpleClientset(), 0)}
	for _, object := range f.objects {
		if reflect.TypeOf(object) == kind {
			if err := informer.GetIndexer().Add(object); err != nil {
				panic(err)
			}
			informer.objects = append(informer.objects, object)
		}
	}
	f.made[kind] = informer
	return informer
}

func (f *objectInformers) InformerName() *cache.InformerName { return nil }

func (f *objectInformers) Apps() apps.Interface             { return apps.New(f, "", nil) }
func (f *objectInformers) Core() core.Interface             { return core.New(f, "", nil) }
func (f *objectInformers) Policy() policy.Interface         { return policy.New(f, "", nil) }
func (f *objectInformers) Resource() resource.Interface     { return resource.New(f, "", nil) }
func (f *objectInformers) Scheduling() scheduling.Interface { return scheduling.New(f, "", nil) }
func (f *objectInformers) Storage() storage.Interface       { return storage.New(f, "", nil) }

// objectInformer tells of its objects in their order.
type objectInformer struct {
	cache.SharedIndexInformer
	objects []runtime.Object
}

func (i *objectInformer) HasSynced() bool { return true }

func (i *objectInformer) AddIndexers(indexers cache.Indexers) error {
	return i.GetIndexer().AddIndexers(indexers)
}

func (i *objectInformer) AddEventHandler(handler cache.ResourceEventHandler) (cache.ResourceEventHandlerRegistration, error) {
	for _, object := range i.objects {
		handler.OnAdd(object, true)
	}
	return nil, nil
}

func (i *objectInformer) AddEventHandlerWithOptions(handler cache.ResourceEventHandler, _ cache.HandlerOptions) (cache.ResourceEventHandlerRegistration, error) {
	return i.AddEventHandler(handler)
}
