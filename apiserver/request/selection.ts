import { isCustom } from '../../api/index.ts';
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
  const { selectableFields, unknownField, conversion } = context.kind;
  const fields = compileFieldSelector(parseFieldSelector(fieldText), selectableFields, unknownField);
  const byLabel = (object: KubeObject) => labels.matches(object.metadata?.labels);
  if (fieldText === '' && conversion?.prepare === undefined) return { matches: byLabel };
  return asServed(context, labels.everything ? fields : (object) => byLabel(object) && fields(object));
}

/** Custom resources are looked at in the version that is asked for. */
function asServed({ kind }: RequestContext, matches: (object: KubeObject) => boolean): Partial<Selection> {
  const { conversion, resource } = kind;
  if (conversion === undefined || !isCustom(resource)) return { matches };
  const { prepare } = conversion;
  return { matches: (object) => matches(conversion.fromStored(object)), prepare };
}
