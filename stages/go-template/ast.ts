/** A template as a tree. Mirrors Go's text/template/parse. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | ControlNode
  | {
      readonly kind: 'template';
      readonly name: string;
      readonly pipe: Pipe | undefined;
      readonly line: number;
    }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' };

/** What is walked as its pipe says. */
export interface ControlNode {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: Pipe;
  readonly body: readonly Node[];
  readonly otherwise: readonly Node[];
}

/** `$a, $b := one | two`. */
export interface Pipe {
  readonly names: readonly string[];
  /** `=`: the names are there already. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
  readonly line: number;
}

/** A function or value and what it is given. */
export interface Command {
  readonly words: readonly [Operand, ...Operand[]];
}

export type Operand =
  | { readonly kind: 'dot' }
  | { readonly kind: 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | NumberOperand
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'field'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'pipe'; readonly pipe: Pipe }
  | { readonly kind: 'chain'; readonly of: Operand; readonly fields: readonly string[] };

export interface NumberOperand {
  readonly kind: 'number';
  readonly text: string;
  /** Undefined: it is no integer. */
  readonly int: bigint | undefined;
  readonly float: number;
}

/** A template and those that it defines by name. */
export interface Template {
  readonly body: readonly Node[];
  readonly defined: ReadonlyMap<string, readonly Node[]>;
  /** The functions that it calls. */
  readonly functions: ReadonlySet<string>;
}
