import type { FieldPath } from '../../../apimachinery/index.ts';

/** Where in a definition's schema one of its schemas stands, as far as it matters to what it may say. */
export interface SchemaContext {
  readonly isRoot: boolean;
  /** Within what tells of a resource's type or metadata. */
  readonly insideResourceMeta: boolean;
  /** Why it may have no default; undefined where it may. */
  readonly noDefault: string | undefined;
  /** The first schema around it whose values cannot be paired with what they were; undefined where all can. */
  readonly uncorrelatable: FieldPath | undefined;
}

export const rootContext: SchemaContext = {
  isRoot: true,
  insideResourceMeta: false,
  noDefault: undefined,
  uncorrelatable: undefined,
};

/** Within a list whose items have no keys. The outermost such list counts. */
export function withoutPairs(context: SchemaContext, path: FieldPath): SchemaContext {
  return context.uncorrelatable === undefined ? { ...context, uncorrelatable: path } : context;
}
