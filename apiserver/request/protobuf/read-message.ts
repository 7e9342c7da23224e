import type protobuf from 'protobufjs/minimal.js';
import { ProtobufError } from './protobuf-error.ts';

export type Reader = protobuf.Reader;

/** How a value is read that stands alone, in a list, or in a map. */
export interface ValueReader {
  readonly wireType: number;
  /** The value after the tag. `before` is what an earlier occurrence gave. */
  read(reader: Reader, depth: number, before: unknown): unknown;
  /** What Go has where nothing was given. Undefined: no value that JSON would show. */
  zero(): unknown;
}

export interface FieldPlan {
  readonly name: string;
  readonly form: 'one' | 'list' | 'map' | 'inline';
  readonly value: ValueReader;
  /** Whether JSON has it though it is empty. */
  readonly keepsZero: boolean;
  /** The fields of an inlined message. */
  readonly inlined?: MessagePlan;
}

/** How a type is read. */
export interface MessagePlan {
  /** By number. */
  readonly fields: (FieldPlan | undefined)[];
  /** What JSON has even if the bytes do not. */
  readonly always: FieldPlan[];
}

export type Members = Record<string, unknown>;

export const varint = 0;
export const fixed64 = 1;
export const lengthDelimited = 2;

/** Far deeper than any object, the schemas of custom resources too, and far from the end of the stack. */
export const messageDepthMax = 500;

/** Reads fields up to `end` into the object, and adds what is always there. */
export function readFields(
  reader: Reader,
  plan: MessagePlan,
  end: number,
  depth: number,
  object: Members,
): Members {
  if (depth > messageDepthMax) {
    throw new ProtobufError(`proto: messages are nested deeper than ${messageDepthMax}`);
  }
  readInto(reader, plan, end, depth, object);
  addAlways(plan, object);
  return object;
}

/** An object of which nothing was given. */
export function emptyMessage(plan: MessagePlan): Members {
  const object: Members = {};
  addAlways(plan, object);
  return object;
}

/** Calls `field` after each tag, and checks that its value ends where the message does. */
export function readNested(
  reader: Reader,
  end: number,
  field: (number: number, wireType: number) => void,
): void {
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag >>> 3 === 0) throw new ProtobufError(`proto: illegal tag 0 (wire type ${tag & 7})`);
    field(tag >>> 3, tag & 7);
  }
  checkEnd(reader, end);
}

/** Where the message that starts with its length here ends. */
export function endOf(reader: Reader): number {
  const size = reader.size();
  const end = reader.pos + size;
  if (end > reader.len) throw new ProtobufError('proto: unexpected end of data');
  return end;
}

export function readBytes(reader: Reader, wireType: number, name: string): Uint8Array {
  checkWireType(lengthDelimited, wireType, name);
  const end = endOf(reader);
  const bytes = reader.buf.subarray(reader.pos, end);
  reader.pos = end;
  return bytes;
}

export function readText(reader: Reader, wireType: number, name: string): string {
  checkWireType(lengthDelimited, wireType, name);
  return reader.string();
}

/** Sets a member whatever its name: `__proto__` is a key like any other. */
export function setMember(object: Members, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function readInto(reader: Reader, plan: MessagePlan, end: number, depth: number, object: Members): void {
  const { fields } = plan;
  while (reader.pos < end) {
    const tag = reader.tag();
    const number = tag >>> 3;
    const wireType = tag & 7;
    const field = fields[number];
    if (field !== undefined) readField(reader, field, wireType, depth, object);
    else if (number === 0) throw new ProtobufError(`proto: illegal tag 0 (wire type ${wireType})`);
    else reader.skipType(wireType, 0, number);
  }
  checkEnd(reader, end);
}

function readField(reader: Reader, field: FieldPlan, wireType: number, depth: number, object: Members): void {
  const { form, name, value } = field;
  if (form === 'one') {
    checkWireType(value.wireType, wireType, name);
    setUnlessEmpty(field, object, value.read(reader, depth, object[name]));
    return;
  }
  if (form === 'list') {
    readItem(reader, field, wireType, depth, object);
    return;
  }
  checkWireType(lengthDelimited, wireType, name);
  const end = endOf(reader);
  if (form === 'inline') readInto(reader, field.inlined as MessagePlan, end, depth, object);
  else readEntry(reader, field, end, depth, object);
}

function setUnlessEmpty({ name, keepsZero }: FieldPlan, object: Members, value: unknown): void {
  if (value !== undefined && (keepsZero || (value !== '' && value !== 0 && value !== false))) {
    object[name] = value;
  } else if (object[name] !== undefined) {
    // The last occurrence counts, and this one takes back what an earlier one gave.
    delete object[name];
  }
}

function readItem(
  reader: Reader,
  { name, value }: FieldPlan,
  wireType: number,
  depth: number,
  object: Members,
): void {
  object[name] ??= [];
  const list = object[name] as unknown[];
  if (wireType !== lengthDelimited || value.wireType === lengthDelimited) {
    checkWireType(value.wireType, wireType, name);
    list.push(value.read(reader, depth, undefined) ?? null);
    return;
  }
  // Numbers may also come packed, as one run of bytes.
  const end = endOf(reader);
  while (reader.pos < end) list.push(value.read(reader, depth, undefined));
  checkEnd(reader, end);
}

function readEntry(
  reader: Reader,
  { name, value }: FieldPlan,
  end: number,
  depth: number,
  object: Members,
): void {
  let key = '';
  let entry: unknown;
  while (reader.pos < end) {
    const tag = reader.tag();
    const wireType = tag & 7;
    if (tag >>> 3 === 1) {
      key = readText(reader, wireType, name);
    } else if (tag >>> 3 === 2) {
      checkWireType(value.wireType, wireType, name);
      entry = value.read(reader, depth, undefined);
    } else {
      reader.skipType(wireType, 0, tag >>> 3);
    }
  }
  checkEnd(reader, end);
  object[name] ??= {};
  setMember(object[name] as Members, key, entry ?? value.zero() ?? null);
}

function addAlways({ always }: MessagePlan, object: Members): void {
  for (const { name, value } of always) {
    if (object[name] === undefined) object[name] = value.zero();
  }
}

function checkWireType(wanted: number, given: number, name: string): void {
  if (wanted !== given) throw new ProtobufError(`proto: wrong wireType = ${given} for field ${name}`);
}

function checkEnd(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new ProtobufError('proto: unexpected end of data');
}
