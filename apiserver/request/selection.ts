import {
  badRequest,
  compileFieldSelector,
  InvalidValueError,
  type KubeObject,
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
  const { triggerField = '' } = context.kind;
  const exact = new Map(parseFieldSelector(text).exact.map(({ field, value }) => [field, value]));
  const name = exact.get('metadata.name');
  const namespace = exact.get('metadata.namespace');
  const trigger = exact.get(triggerField);
  return {
    ...(name === undefined || context.info.name !== '' ? {} : { name }),
    ...(namespace === undefined || context.info.namespace !== '' ? {} : { namespace }),
    ...(trigger === undefined ? {} : { trigger }),
  };
}

function byLabels(labelText: string, fieldText: string, context: RequestContext): Partial<Selection> {
  const labels = parseLabelSelector(labelText);
  const { selectableFields, unknownField } = context.kind;
  const fields = compileFieldSelector(parseFieldSelector(fieldText), selectableFields, unknownField);
  if (labels.everything) return { matches: fields };
  const byLabel = (object: KubeObject) => labels.matches(object.metadata?.labels);
  return { matches: fieldText === '' ? byLabel : (object) => byLabel(object) && fields(object) };
}
