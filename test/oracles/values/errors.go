package main

import (
	"encoding/json"
	"errors"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// word is a text with a type of its own, as nearly all are that only some words fit.
type word string

type fieldError struct {
	Type string
	// Names are fields, numbers positions, {"key": k} keys of maps.
	Path      []json.RawMessage
	Value     json.RawMessage
	Detail    string
	Supported []string
	Actual    int
	Limit     int
}

func fieldErrors(in []fieldError) any {
	list := errorList(in)
	bodies := []string{}
	for _, err := range list {
		bodies = append(bodies, err.ErrorBody())
	}
	all := ""
	if aggregate := list.ToAggregate(); aggregate != nil {
		all = aggregate.Error()
	}
	return map[string]any{"bodies": bodies, "all": all}
}

func errorList(in []fieldError) field.ErrorList {
	list := field.ErrorList{}
	for _, e := range in {
		list = append(list, e.make())
	}
	return list
}

func (e fieldError) make() *field.Error {
	at := e.path()
	switch e.Type {
	case "required":
		return field.Required(at, e.Detail)
	case "invalid":
		return field.Invalid(at, whole(e.Value), e.Detail)
	case "typeInvalid":
		return field.TypeInvalid(at, whole(e.Value), e.Detail)
	case "notSupported":
		if text, isText := whole(e.Value).(string); isText {
			return field.NotSupported(at, word(text), e.Supported)
		}
		return field.NotSupported(at, whole(e.Value), e.Supported)
	case "duplicate":
		return field.Duplicate(at, whole(e.Value))
	case "notFound":
		return field.NotFound(at, whole(e.Value))
	case "forbidden":
		return field.Forbidden(at, e.Detail)
	case "tooLong":
		return field.TooLong(at, "", e.Limit)
	case "tooLongCharacters":
		return field.TooLongCharacters(at, "", e.Limit)
	case "tooShort":
		return field.TooShort(at, "", e.Limit)
	case "tooMany":
		return field.TooMany(at, e.Actual, e.Limit)
	case "tooFew":
		return field.TooFew(at, e.Actual, e.Limit)
	case "internal":
		return field.InternalError(at, errors.New(e.Detail))
	}
	panic("no field error " + e.Type)
}

func (e fieldError) path() *field.Path {
	var at *field.Path
	for _, segment := range e.Path {
		var name string
		var position int
		var key struct{ Key string }
		switch {
		case json.Unmarshal(segment, &name) == nil:
			at = at.Child(name)
		case json.Unmarshal(segment, &position) == nil:
			at = at.Index(position)
		default:
			must(json.Unmarshal(segment, &key))
			at = at.Key(key.Key)
		}
	}
	return at
}

type statusCase struct {
	Error    string
	Group    string
	Resource string
	Kind     string
	Name     string
	Text     string
	Seconds  int
	Errors   []fieldError
}

func status(in statusCase) any {
	return in.make().ErrStatus
}

func (in statusCase) make() *apierrors.StatusError {
	resource := schema.GroupResource{Group: in.Group, Resource: in.Resource}
	switch in.Error {
	case "notFound":
		return apierrors.NewNotFound(resource, in.Name)
	case "alreadyExists":
		return apierrors.NewAlreadyExists(resource, in.Name)
	case "generateNameConflict":
		return apierrors.NewGenerateNameConflict(resource, in.Name, in.Seconds)
	case "conflict":
		return apierrors.NewConflict(resource, in.Name, errors.New(in.Text))
	case "invalid":
		return apierrors.NewInvalid(schema.GroupKind{Group: in.Group, Kind: in.Kind}, in.Name, errorList(in.Errors))
	case "badRequest":
		return apierrors.NewBadRequest(in.Text)
	case "methodNotSupported":
		return apierrors.NewMethodNotSupported(resource, in.Text)
	case "forbidden":
		return apierrors.NewForbidden(resource, in.Name, errors.New(in.Text))
	case "unauthorized":
		return apierrors.NewUnauthorized(in.Text)
	case "gone":
		return apierrors.NewGone(in.Text)
	case "expired":
		return apierrors.NewResourceExpired(in.Text)
	case "timeout":
		return apierrors.NewTimeoutError(in.Text, in.Seconds)
	case "serverTimeout":
		return apierrors.NewServerTimeout(resource, in.Text, in.Seconds)
	case "tooManyRequests":
		return apierrors.NewTooManyRequests(in.Text, in.Seconds)
	case "requestEntityTooLarge":
		return apierrors.NewRequestEntityTooLargeError(in.Text)
	case "internalError":
		return apierrors.NewInternalError(errors.New(in.Text))
	case "serviceUnavailable":
		return apierrors.NewServiceUnavailable(in.Text)
	case "applyConflict":
		return apierrors.NewApplyConflict([]metav1.StatusCause{{Type: "FieldManagerConflict", Message: in.Name, Field: "f"}}, in.Text)
	}
	panic("no status error " + in.Error)
}

func response(in struct {
	Code              int
	Verb              string
	Resource          struct{ Group, Resource string }
	Name              string
	ServerMessage     string
	RetryAfterSeconds int
}) any {
	resource := schema.GroupResource{Group: in.Resource.Group, Resource: in.Resource.Resource}
	err := apierrors.NewGenericServerResponse(in.Code, in.Verb, resource, in.Name, in.ServerMessage, in.RetryAfterSeconds, true)
	return map[string]any{
		"status":              err.ErrStatus,
		"notFound":            apierrors.IsNotFound(err),
		"conflict":            apierrors.IsConflict(err),
		"tooManyRequests":     apierrors.IsTooManyRequests(err),
		"entityTooLarge":      apierrors.IsRequestEntityTooLargeError(err),
		"internalError":       apierrors.IsInternalError(err),
		"unexpectedServerErr": apierrors.IsUnexpectedServerError(err),
	}
}
