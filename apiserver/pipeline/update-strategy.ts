import { type Empty, type FieldError, type KubeObject, reshare } from '../../apimachinery/index.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { BodyType } from '../request/body-type.ts';
import type { RequestContext } from '../request/request-context.ts';
import { changesContent } from './object-rules.ts';
import { withMetadata, withPart } from './strategies/index.ts';
import { strategyContext } from './strategy-context.ts';
import { looksAtUpdates, type MetadataLooks } from './validation/metadata.ts';

/**
 * What an update through a resource or through one of its subresources may change, and what is looked at then. Mirrors
 * the RESTUpdateStrategy that each of them has in kubernetes pkg/registry.
 */
export interface UpdateStrategy {
  /** Where the request and its admission speak of another object than the one that is stored: a Scale. */
  readonly view?: ObjectView;
  /** Of what was asked for what may be changed here; all else is as in `current`. */
  prepare(context: RequestContext, object: KubeObject, current: KubeObject): KubeObject;
  /**
   * What is wrong besides metadata and types, and values where the kind has no validator. Asked only where types are right.
   */
  validate?(context: RequestContext, object: KubeObject, current: KubeObject): readonly FieldError[];
  /** Of which kinds metadata is looked at more or less often than of others. */
  readonly looks?: MetadataLooks;
  /** False: only types are looked at, as nobody but the system writes here. Default true. */
  readonly checksValues?: boolean;
  /** True: what is worth a warning in the new object is told. */
  readonly warns?: boolean;
}

/** A part of an object as an object of its own. */
export interface ObjectView {
  readonly type: () => BodyType;
  read(context: RequestContext, object: KubeObject): KubeObject;
  /** With the owners of its fields, which validation does not see. */
  readOwned(context: RequestContext, object: KubeObject): KubeObject;
  /** The object with what the view now says. Throws Invalid for what cannot be. */
  write(context: RequestContext, view: KubeObject, object: KubeObject): KubeObject;
}

/** An update of the resource itself: everything but its status. */
export const resourceUpdate: UpdateStrategy = {
  warns: true,
  looks: looksAtUpdates,
  prepare(context, object, current) {
    const { kind } = context;
    const { prepareForUpdate } = kind.strategy;
    const withOldStatus = kind.hasStatus
      ? withPart(object, 'status', (current as { readonly status?: unknown }).status)
      : object;
    const prepared = prepareForUpdate?.(withOldStatus, current, strategyContext(context)) ?? withOldStatus;
    const shared = reshare(current, prepared) as KubeObject;
    return givesEmpties(context) ? withNextGeneration(shared, current) : counted(kind, shared, current);
  },
  validate({ kind: { strategy } }, object, current) {
    if (strategy.validator !== undefined) return strategy.validator.update(object, current);
    if (!changesContent(object, current)) return [];
    return [...(strategy.validate?.(object) ?? []), ...(strategy.validateUpdate?.(object, current) ?? [])];
  },
};

/** With the next generation, if there is something new. */
export function counted(kind: ServedKind, object: KubeObject, current: KubeObject): KubeObject {
  return kind.strategy.generation && changesGeneration(kind, object, current)
    ? withNextGeneration(object, current)
    : object;
}

function withNextGeneration(object: KubeObject, { metadata }: KubeObject): KubeObject {
  return withMetadata(object, { generation: (metadata?.generation ?? 0) + 1 });
}

function givesEmpties({ kind, empties = [] }: RequestContext): boolean {
  const isOfSpec = ({ path, value }: Empty) => path[0] === 'spec' && value !== null;
  return kind.strategy.countsEmpties === true && empties.some(isOfSpec);
}

function changesGeneration(kind: ServedKind, object: KubeObject, current: KubeObject): boolean {
  const also = kind.strategy.generationAlso;
  return changesContent(object, current) || (also !== undefined && also(object) !== also(current));
}
