import protobuf from 'protobufjs/minimal.js';
import { type Field, type MessageName, messages } from './gnostic-messages.ts';

/** A message before it is bytes: values by the names of fields. What is undefined or not in the table is left out. */
export interface Message {
  readonly [field: string]: unknown;
}

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;

/** The bytes of a message, its fields in the order of their table. */
export function encodeMessage(name: MessageName, message: Message): Uint8Array {
  const writer = protobuf.Writer.create();
  writeFields(writer, name, message);
  return writer.finish();
}

function writeFields(writer: protobuf.Writer, name: MessageName, message: Message): void {
  for (const [key, field] of Object.entries(messages[name])) {
    const value = message[key];
    // In proto3 a field that is not there has its type's zero value.
    if (value === undefined || value === '' || value === 0 || value === false) continue;
    if (!Array.isArray(value)) writeField(writer, field, value);
    else for (const one of value) writeField(writer, field, one);
  }
}

function writeField(writer: protobuf.Writer, [number, type]: Field, value: unknown): void {
  switch (type) {
    case 'string':
      writer.uint32(tag(number, lengthDelimited)).string(String(value));
      return;
    case 'bool':
      writer.uint32(tag(number, varint)).bool(value === true);
      return;
    case 'int64':
      writer.uint32(tag(number, varint)).int64(Number(value));
      return;
    case 'double':
      writer.uint32(tag(number, fixed64)).double(Number(value));
      return;
    default:
      writer.uint32(tag(number, lengthDelimited)).fork();
      writeFields(writer, type, value as Message);
      writer.ldelim();
  }
}

function tag(number: number, wireType: number): number {
  return (number << 3) | wireType;
}
