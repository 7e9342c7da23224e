import type { Definition, Query } from './ast.ts';
import type { Jq } from './values.ts';

/** What names mean in a query, from the inside out. */
export type Scope = Binding | undefined;

export type Binding = ValueBinding | FunctionBinding | LabelBinding;

export interface ValueBinding {
  readonly kind: 'value';
  readonly name: string;
  readonly value: Jq;
  readonly outer: Scope;
}

/** A function; `home` is what names mean in its body, undefined where they mean what they do here. */
export interface FunctionBinding {
  readonly kind: 'function';
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Query;
  readonly home: { readonly scope: Scope } | undefined;
  readonly outer: Scope;
}

export interface LabelBinding {
  readonly kind: 'label';
  readonly name: string;
  readonly outer: Scope;
}

export function withValue(outer: Scope, name: string, value: Jq): Scope {
  return { kind: 'value', name, value, outer };
}

/** A definition, which may call itself. */
export function withDefinition(outer: Scope, { name, params, body }: Definition): Scope {
  return { kind: 'function', name, params, body, home: undefined, outer };
}

/** A query given to a function under a name; it means what it does where it stands. */
export function withQuery(outer: Scope, name: string, body: Query, scope: Scope): Scope {
  return { kind: 'function', name, params: [], body, home: { scope }, outer };
}

export function findValue(scope: Scope, name: string): ValueBinding | undefined {
  for (let at = scope; at !== undefined; at = at.outer)
    if (at.kind === 'value' && at.name === name) return at;
  return undefined;
}

export function findFunction(scope: Scope, name: string, arity: number): FunctionBinding | undefined {
  for (let at = scope; at !== undefined; at = at.outer)
    if (at.kind === 'function' && at.name === name && at.params.length === arity) return at;
  return undefined;
}

export function findLabel(scope: Scope, name: string): LabelBinding | undefined {
  for (let at = scope; at !== undefined; at = at.outer)
    if (at.kind === 'label' && at.name === name) return at;
  return undefined;
}
