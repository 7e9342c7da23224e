import { hasOwnSelectableFields, type ServedResource, selectableFields } from '../../api/index.ts';
import {
  badRequest,
  compileFieldSelector,
  fieldLabelNotSupported,
  InvalidValueError,
  type KubeObject,
  notAKnownFieldSelector,
  parseFieldSelector,
  parseLabelSelector,
} from '../../apimachinery/index.ts';
import type { Selection } from '../cache/watcher.ts';
import type { RequestContext } from './request-context.ts';

/** A selection, and whether it leaves anything out that the path does not. */
export interface RequestedSelection extends Selection {
  readonly filtered: boolean;
}

/** What a list, watch or deletecollection asks to see, from the request's path and query. */
export function selectionOf(context: RequestContext): RequestedSelection {
  const { info, kind, request } = context;
  const { labelSelector = '', fieldSelector = '' } = request.query;
  const namespace = kind.resource.namespaced ? info.namespace : '';
  const all = { namespace, name: info.name, filtered: false };
  if (labelSelector === '' && fieldSelector === '') return all;
  try {
    return {
      ...all,
      ...byFields(context, fieldSelector),
      ...byLabels(labelSelector, fieldSelector, context),
      filtered: true,
    };
  } catch (error) {
    throw error instanceof InvalidValueError ? badRequest(error.message) : error;
  }
}

/** What the field selector pins exactly narrows the selection itself, so that an index can serve it. */
function byFields(context: RequestContext, text: string): Partial<Selection> {
  if (text === '') return {};
  const { resource } = context.kind;
  const exact = new Map(parseFieldSelector(text).exact.map(({ field, value }) => [field, value]));
  const name = exact.get('metadata.name');
  const namespace = exact.get('metadata.namespace');
  const trigger = exact.get(triggerField(resource) ?? '');
  return {
    ...(name === undefined || context.info.name !== '' ? {} : { name }),
    ...(namespace === undefined || context.info.namespace !== '' ? {} : { namespace }),
    ...(trigger === undefined ? {} : { trigger }),
  };
}

function byLabels(labelText: string, fieldText: string, context: RequestContext): Partial<Selection> {
  const labels = parseLabelSelector(labelText);
  const { resource } = context.kind;
  const fields = compileFieldSelector(parseFieldSelector(fieldText), selectableFields(resource), (field) =>
    unknownField(resource, field),
  );
  if (labels.everything) return { matches: fields };
  const byLabel = (object: KubeObject) => labels.matches(object.metadata?.labels);
  return { matches: fieldText === '' ? byLabel : (object) => byLabel(object) && fields(object) };
}

/** Mirrors the conversion functions of kubernetes pkg/apis, which each have words of their own. */
function unknownField(resource: ServedResource, field: string): string {
  if (!hasOwnSelectableFields(resource)) return notAKnownFieldSelector(field);
  switch (resource.kind) {
    case 'Job':
      return `field label "${field}" not supported for Job`;
    case 'ResourceSlice':
      return `field label not supported for ${resource.group}/${resource.version}, Kind=ResourceSlice: ${field}`;
    default:
      return fieldLabelNotSupported(field);
  }
}

/** The field that watches are dispatched by. Mirrors kubernetes pkg/registry/core/pod (NodeNameTriggerFunc). */
export function triggerField(resource: {
  readonly group: string;
  readonly resource: string;
}): string | undefined {
  return resource.group === '' && resource.resource === 'pods' ? 'spec.nodeName' : undefined;
}
