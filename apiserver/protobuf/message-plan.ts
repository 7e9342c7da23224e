import type { WireReader } from './wire-reader.ts';
import type { WireWriter } from './wire-writer.ts';

/** How a value is read and written that stands alone, in a list, or in a map. */
export interface ValueCodec {
  readonly wireType: number;
  /** The value after the tag. `before` is what an earlier occurrence gave. */
  read(reader: WireReader, depth: number, before: unknown): unknown;
  /** Undefined, or a value of another type than its schema says, is written as Go's zero value. */
  write(writer: WireWriter, value: unknown): void;
  /** What Go has where nothing was given. Undefined: no value that JSON would show. */
  zero(): unknown;
}

export interface FieldPlan {
  readonly name: string;
  readonly form: 'one' | 'list' | 'map' | 'inline';
  readonly value: ValueCodec;
  /** Whether JSON has it though it is empty. */
  readonly keepsZero: boolean;
  /** Whether bytes have it, or a map's value, though JSON does not or has null: it is no pointer. */
  readonly writesZero: boolean;
  /** The fields of an inlined message. */
  readonly inlined?: MessagePlan;
}

/** How a type is read and written. */
export interface MessagePlan {
  /** By number. */
  readonly fields: (FieldPlan | undefined)[];
  /** What JSON has even if the bytes do not. */
  readonly always: FieldPlan[];
}

export type Members = Readonly<Record<string, unknown>>;

/** What a value holds that should be an object; nothing where it is none. */
export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}
