import { isObject, writeOrderedYaml } from '../../../../apimachinery/index.ts';
import type { WireWriter } from '../../../protobuf/index.ts';

/**
 * What messages of gnostic (github.com/google/gnostic-models) are made of: each writes a value of a document in JSON as the
 * field of this number. The writer wants the last field first.
 */
export type FieldWriter = (writer: WireWriter, number: number, value: unknown) => void;

/** Members of an object by their numbers, in the order of these. */
export type Fields = Readonly<Record<string, readonly [number: number, write: FieldWriter]>>;

type Members = Readonly<Record<string, unknown>>;

// In proto3 a zero value is as none.
export const text: FieldWriter = (writer, number, value) => {
  if (value !== '') writer.textField(number, String(value));
};
export const bool: FieldWriter = (writer, number, value) => {
  if (value === true) writer.intField(number, 1);
};
export const int64: FieldWriter = (writer, number, value) => {
  if (value !== 0) writer.intField(number, Number(value));
};
export const double: FieldWriter = (writer, number, value) => {
  if (value !== 0) writer.doubleField(number, Number(value));
};

/** Anything at all, as YAML. */
export const any: FieldWriter = (writer, number, value) => {
  const { length } = writer;
  writer.textField(2, writeOrderedYaml(value));
  writer.message(number, length);
};

/** A message with one field. */
export function within(inner: number, write: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    const { length } = writer;
    write(writer, inner, value);
    writer.message(number, length);
  };
}

/** A field that repeats. */
export function each(write: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    if (Array.isArray(value)) for (const one of value.toReversed()) write(writer, number, one);
  };
}

/** A field that repeats, each time with a name and a value. */
export function named(write: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    for (const [name, member] of Object.entries(value as object).reverse()) {
      const { length } = writer;
      write(writer, 2, member);
      text(writer, 1, name);
      writer.message(number, length);
    }
  };
}

const extension = named(any);

/** An object with these members, as a message that stands in no other. */
export function body(fields: Fields): (writer: WireWriter, value: object) => void {
  const last = Object.entries(fields).reverse();
  return (writer, value) => {
    for (const [name, [number, write]] of last) {
      const member = (value as Members)[name];
      if (member !== undefined) write(writer, number, member);
    }
  };
}

/**
 * The same in another message. `fields` are asked for at the first use, for some contain themselves; `extensions` is the number of the
 * field for members that begin with `x-`, which comes last.
 */
export function message(fields: () => Fields, extensions?: number): FieldWriter {
  let inner: ReturnType<typeof body> | undefined;
  return (writer, number, value) => {
    inner ??= body(fields());
    const { length } = writer;
    if (extensions !== undefined) extension(writer, extensions, extensionsOf(value as Members));
    inner(writer, value as Members);
    writer.message(number, length);
  };
}

function extensionsOf(object: Members): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name.startsWith('x-')));
}

/** What may be said elsewhere. */
export function orReference(write: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    const isReference = isObject(value) && value.$ref !== undefined;
    within(isReference ? 2 : 1, isReference ? reference : write)(writer, number, value);
  };
}

const reference = message(() => ({ $ref: [1, text], summary: [2, text], description: [3, text] }));

/** A schema, or whether anything may stand there. */
export function orBoolean(write: FieldWriter): FieldWriter {
  const [inner, boolean] = [within(1, write), within(2, choice)];
  return (writer, number, value) => {
    if (typeof value !== 'boolean') inner(writer, number, value);
    else boolean(writer, number, value);
  };
}

/** One of several things that may be there: it is told though it be zero. */
export const choice: FieldWriter = (writer, number, value) => {
  if (typeof value === 'boolean') writer.intField(number, value ? 1 : 0);
  else if (typeof value === 'string') writer.textField(number, value);
  else writer.doubleField(number, Number(value));
};
