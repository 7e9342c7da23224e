import { type FieldPlan, type MessagePlan, membersOf } from './message-plan.ts';
import { ProtobufError } from './protobuf-error.ts';
import type { WireReader } from './wire-reader.ts';
import { lengthDelimited } from './wire-type.ts';

/** Far deeper than any object, the schemas of custom resources too, and far from the end of the stack. */
export const messageDepthMax = 500;

/** An object that is being read. */
type Draft = Record<string, unknown>;

/** Reads fields up to `end` into a copy of what was `before`, and adds what is always there. */
export function readFields(
  reader: WireReader,
  plan: MessagePlan,
  end: number,
  depth: number,
  before?: unknown,
): Draft {
  if (depth > messageDepthMax) {
    throw new ProtobufError(`proto: messages are nested deeper than ${messageDepthMax}`);
  }
  const object: Draft = { ...membersOf(before) };
  readInto(reader, plan, end, depth, object);
  addAlways(plan, object);
  return object;
}

/** An object of which nothing was given. */
export function emptyMessage(plan: MessagePlan): Draft {
  const object: Draft = {};
  addAlways(plan, object);
  return object;
}

/** Calls `field` after each tag, and checks that its value ends where the message does. */
export function readNested(
  reader: WireReader,
  end: number,
  field: (number: number, wireType: number) => void,
): void {
  while (reader.at < end) {
    const tag = reader.tag();
    field(tag >>> 3, tag & 7);
  }
  checkEnd(reader, end);
}

export function readBytes(reader: WireReader, wireType: number, name: string): Buffer {
  checkWireType(lengthDelimited, wireType, name);
  return reader.bytes();
}

export function readText(reader: WireReader, wireType: number, name: string): string {
  checkWireType(lengthDelimited, wireType, name);
  return reader.text();
}

/** Sets a member whatever its name: `__proto__` is a key like any other. */
function setMember(object: Draft, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function readInto(reader: WireReader, plan: MessagePlan, end: number, depth: number, object: Draft): void {
  const { fields } = plan;
  while (reader.at < end) {
    const tag = reader.tag();
    const wireType = tag & 7;
    const field = fields[tag >>> 3];
    if (field !== undefined) readField(reader, field, wireType, depth, object);
    else reader.skip(wireType);
  }
  checkEnd(reader, end);
}

function readField(
  reader: WireReader,
  field: FieldPlan,
  wireType: number,
  depth: number,
  object: Draft,
): void {
  const { form, name, value, inlined } = field;
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
  const end = reader.endOfMessage();
  if (inlined !== undefined) readInto(reader, inlined, end, depth, object);
  else readEntry(reader, field, end, depth, object);
}

function setUnlessEmpty({ name, keepsZero }: FieldPlan, object: Draft, value: unknown): void {
  if (value !== undefined && (keepsZero || (value !== '' && value !== 0 && value !== false))) {
    object[name] = value;
  } else if (object[name] !== undefined) {
    // The last occurrence counts, and this one takes back what an earlier one gave.
    delete object[name];
  }
}

function readItem(
  reader: WireReader,
  { name, value }: FieldPlan,
  wireType: number,
  depth: number,
  object: Draft,
): void {
  object[name] ??= [];
  const list = object[name] as unknown[];
  if (wireType !== lengthDelimited || value.wireType === lengthDelimited) {
    checkWireType(value.wireType, wireType, name);
    list.push(value.read(reader, depth, undefined) ?? null);
    return;
  }
  // Numbers may also come packed, as one run of bytes.
  const end = reader.endOfMessage();
  while (reader.at < end) list.push(value.read(reader, depth, undefined));
  checkEnd(reader, end);
}

function readEntry(
  reader: WireReader,
  { name, value }: FieldPlan,
  end: number,
  depth: number,
  object: Draft,
): void {
  let key = '';
  let entry: unknown;
  readNested(reader, end, (number, wireType) => {
    if (number === 1) {
      key = readText(reader, wireType, name);
    } else if (number === 2) {
      checkWireType(value.wireType, wireType, name);
      entry = value.read(reader, depth, undefined);
    } else {
      reader.skip(wireType);
    }
  });
  object[name] ??= {};
  setMember(object[name] as Draft, key, entry ?? value.zero() ?? null);
}

function addAlways({ always }: MessagePlan, object: Draft): void {
  for (const { name, value } of always) {
    if (object[name] === undefined) object[name] = value.zero();
  }
}

function checkWireType(wanted: number, given: number, name: string): void {
  if (wanted !== given) throw new ProtobufError(`proto: wrong wireType = ${given} for field ${name}`);
}

function checkEnd(reader: WireReader, end: number): void {
  if (reader.at !== end) throw new ProtobufError('proto: unexpected end of data');
}
