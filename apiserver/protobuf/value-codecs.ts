import type { Schema } from '../../apimachinery/index.ts';
import type { ValueCodec } from './message-plan.ts';
import { ProtobufError } from './protobuf-error.ts';
import { intOrString, json, microTime, quantity, time } from './small-messages.ts';
import { fixed64, lengthDelimited, varint } from './wire-type.ts';

/** How a value is read and written that has no fields of its own in JSON. */
export function codecOfType({ type, format }: Schema): ValueCodec {
  switch (type) {
    case 'string':
      return format === 'byte'
        ? bytes
        : format === 'date-time'
          ? time
          : format === 'date-time-micro'
            ? microTime
            : text;
    case 'integer':
      return format === 'int32' ? int32 : int64;
    case 'number':
      return double;
    case 'boolean':
      return boolean;
    case 'quantity':
      return quantity;
    case 'int-or-string':
      return intOrString;
    default:
      return json;
  }
}

/** Whether Go has it as a plain value, whose zero is written unless it is a pointer. */
export function isPlain(codec: ValueCodec): boolean {
  return codec === text || codec === int32 || codec === int64 || codec === double || codec === boolean;
}

const text: ValueCodec = {
  wireType: lengthDelimited,
  read: (reader) => reader.text(),
  write: (writer, value) => writer.text(typeof value === 'string' ? value : ''),
  zero: () => '',
};

const bytes: ValueCodec = {
  wireType: lengthDelimited,
  read: (reader) => reader.bytes().toString('base64'),
  write: (writer, value) => writer.bytes(Buffer.from(typeof value === 'string' ? value : '', 'base64')),
  zero: () => '',
};

const int64: ValueCodec = {
  wireType: varint,
  read: (reader) => reader.int64(),
  write: (writer, value) => writer.int(typeof value === 'number' || typeof value === 'bigint' ? value : 0),
  zero: () => 0,
};

const int32: ValueCodec = { ...int64, read: (reader) => reader.int32() };

const boolean: ValueCodec = {
  wireType: varint,
  read: (reader) => reader.bool(),
  write: (writer, value) => writer.uint(value === true ? 1 : 0),
  zero: () => false,
};

const double: ValueCodec = {
  wireType: fixed64,
  read(reader) {
    const value = reader.double();
    if (!Number.isFinite(value)) throw new ProtobufError(`json: unsupported value: ${value}`);
    return value;
  },
  write: (writer, value) => writer.double(typeof value === 'number' ? value : 0),
  zero: () => 0,
};
