/** A query as a tree. */
export type Query =
  | { readonly kind: 'identity' }
  | { readonly kind: 'recurse' }
  | { readonly kind: 'literal'; readonly value: null | boolean | number | bigint | string }
  /** A text with queries in it; `format` says how their values are written (`@base64 "..."`). */
  | {
      readonly kind: 'text';
      readonly format: string | undefined;
      readonly parts: readonly (string | Query)[];
    }
  | { readonly kind: 'format'; readonly name: string }
  | { readonly kind: 'index'; readonly of: Query; readonly at: Query }
  | {
      readonly kind: 'slice';
      readonly of: Query;
      readonly from: Query | undefined;
      readonly to: Query | undefined;
    }
  | { readonly kind: 'iterate'; readonly of: Query }
  | { readonly kind: 'try'; readonly body: Query; readonly handler: Query | undefined }
  | { readonly kind: 'array'; readonly items: Query | undefined }
  | { readonly kind: 'object'; readonly members: readonly ObjectMember[] }
  | { readonly kind: 'negate'; readonly of: Query }
  | { readonly kind: 'pipe'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'comma'; readonly left: Query; readonly right: Query }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Query; readonly right: Query }
  | { readonly kind: 'update'; readonly operator: string; readonly target: Query; readonly value: Query }
  | {
      readonly kind: 'if';
      readonly condition: Query;
      readonly then: Query;
      readonly otherwise: Query | undefined;
    }
  | {
      readonly kind: 'bind';
      readonly source: Query;
      readonly patterns: readonly Pattern[];
      readonly body: Query;
    }
  | {
      readonly kind: 'reduce';
      readonly source: Query;
      readonly pattern: Pattern;
      readonly start: Query;
      readonly update: Query;
    }
  | {
      readonly kind: 'foreach';
      readonly source: Query;
      readonly pattern: Pattern;
      readonly start: Query;
      readonly update: Query;
      readonly extract: Query | undefined;
    }
  | { readonly kind: 'define'; readonly definition: Definition; readonly body: Query }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Query[]; readonly offset: number }
  | { readonly kind: 'variable'; readonly name: string; readonly offset: number }
  | { readonly kind: 'label'; readonly name: string; readonly body: Query }
  | { readonly kind: 'break'; readonly name: string; readonly offset: number };

export interface ObjectMember {
  readonly key: Query;
  readonly value: Query;
}

/** `def name(params): body;` A parameter that begins with `$` is a value. */
export interface Definition {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Query;
}

/** What names are given to: `$x`, `[$a, $b]`, `{a: $x, $y}`. */
export type Pattern =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'items'; readonly items: readonly Pattern[] }
  | { readonly kind: 'members'; readonly members: readonly PatternMember[] };

export interface PatternMember {
  readonly key: Query;
  /** The value under the key gets this name, too (`{$x: [$y]}`). */
  readonly name: string | undefined;
  readonly value: Pattern | undefined;
}
