import type { FunctionDeclaration } from '../functions/declaration.ts';
import type { CelType } from '../types/cel-type.ts';
import type { CelValue } from '../values/value.ts';

/** A message that expressions may make, `Object{spec: ...}`. */
export interface MessageType {
  readonly type: CelType;
  /** Makes it of its fields, those that were given; an error when they are no such message. */
  readonly make: (fields: ReadonlyMap<string, CelValue>) => CelValue;
}

/** What expressions may name. */
export interface Environment {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly functions: ReadonlyMap<string, FunctionDeclaration>;
  /** Undefined when no message is called so. */
  readonly message: (name: string) => MessageType | undefined;
}
