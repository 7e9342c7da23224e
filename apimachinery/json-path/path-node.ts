/** A part of a parsed path. Mirrors k8s.io/client-go util/jsonpath (node.go). */
export type PathNode =
  | { readonly type: 'list'; readonly nodes: readonly PathNode[] }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'value'; readonly value: number | boolean }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'array'; readonly slice: Slice }
  | { readonly type: 'filter'; readonly left: ListNode; readonly operator: string; readonly right: ListNode }
  | { readonly type: 'union'; readonly nodes: readonly ListNode[] }
  | { readonly type: 'identifier'; readonly name: string }
  | { readonly type: 'wildcard' }
  | { readonly type: 'recursive' };

export type ListNode = Extract<PathNode, { readonly type: 'list' }>;

/** `[from:to:step]`; what is undefined was not said. */
export interface Slice {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Whether `to` is only the one after `from`, as in `[2]`. */
  readonly isIndex: boolean;
  readonly step: number | undefined;
}

/** A path that cannot be read, or not be followed. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
  /** What had been found; a filter that only asks whether there is something looks at it. */
  readonly found: readonly unknown[];

  constructor(message: string, found: readonly unknown[] = []) {
    super(message);
    this.found = found;
  }
}
