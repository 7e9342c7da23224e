import { formatTime, parseJson, type Schema } from '../../../apimachinery/index.ts';
import { ProtobufError } from './protobuf-error.ts';
import {
  endOf,
  fixed64,
  lengthDelimited,
  type Reader,
  readBytes,
  readNested,
  readText,
  type ValueReader,
  varint,
} from './read-message.ts';

/** How a value is read that has no fields of its own in JSON. */
export function readerOfType({ type, format }: Schema): ValueReader {
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

const text: ValueReader = {
  wireType: lengthDelimited,
  read: (reader) => reader.string(),
  zero: () => '',
};

const bytes: ValueReader = {
  wireType: lengthDelimited,
  read: (reader) => base64(readBytes(reader, lengthDelimited, '')),
  zero: () => '',
};

const int32: ValueReader = { wireType: varint, read: (reader) => reader.int32(), zero: () => 0 };

const int64: ValueReader = { wireType: varint, read: (reader) => readInteger(reader), zero: () => 0 };

const boolean: ValueReader = { wireType: varint, read: (reader) => reader.bool(), zero: () => false };

const double: ValueReader = {
  wireType: fixed64,
  read(reader) {
    const value = reader.double();
    if (!Number.isFinite(value)) throw new ProtobufError(`json: unsupported value: ${value}`);
    return value;
  },
  zero: () => 0,
};

/** resource.Quantity, a message of its text. */
const quantity: ValueReader = {
  wireType: lengthDelimited,
  read(reader) {
    let value = '';
    readNested(reader, endOf(reader), (number, wireType) => {
      if (number === 1) value = readText(reader, wireType, 'string');
      else reader.skipType(wireType, 0, number);
    });
    return value === '' ? '0' : value;
  },
  zero: () => '0',
};

const intOrString: ValueReader = {
  wireType: lengthDelimited,
  read(reader) {
    let isText = false;
    let number = 0;
    let word = '';
    readNested(reader, endOf(reader), (field, wireType) => {
      if (field === 3) word = readText(reader, wireType, 'strVal');
      else if (wireType !== varint || field > 2) reader.skipType(wireType, 0, field);
      else if (field === 1) isText = readInteger(reader) === 1;
      else number = reader.int32();
    });
    return isText ? word : number;
  },
  zero: () => 0,
};

/** metav1.Time. What is below a second does not count. */
const time: ValueReader = {
  wireType: lengthDelimited,
  read(reader) {
    const { seconds } = readTimestamp(reader);
    return seconds === undefined ? undefined : formatTime(seconds * 1000);
  },
  zero: () => undefined,
};

const microTime: ValueReader = {
  wireType: lengthDelimited,
  read(reader) {
    const { seconds, nanos } = readTimestamp(reader);
    if (seconds === undefined) return undefined;
    const micros = String(Math.trunc(nanos / 1000)).padStart(6, '0');
    return `${formatTime(seconds * 1000).slice(0, -1)}.${micros}Z`;
  },
  zero: () => undefined,
};

/** RawExtension, FieldsV1 and JSON: a message of bytes that are JSON. */
const json: ValueReader = {
  wireType: lengthDelimited,
  read(reader, _depth, before) {
    let raw: Uint8Array | undefined;
    readNested(reader, endOf(reader), (number, wireType) => {
      if (number === 1) raw = readBytes(reader, wireType, 'raw');
      else reader.skipType(wireType, 0, number);
    });
    if (raw === undefined) return before;
    return raw.length === 0 ? undefined : parseRaw(raw);
  },
  zero: () => undefined,
};

/** Go's zero time, the first second of the year 1, and the last one of the year 9999. */
const secondsMin = -62_135_596_800;
const secondsMax = 253_402_300_799;

function readTimestamp(reader: Reader): { seconds: number | undefined; nanos: number } {
  const end = endOf(reader);
  if (reader.pos === end) return { seconds: undefined, nanos: 0 };
  let seconds = 0;
  let nanos = 0;
  readNested(reader, end, (number, wireType) => {
    if (wireType !== varint || number > 2) reader.skipType(wireType, 0, number);
    else if (number === 1) seconds = readInteger(reader);
    else nanos = reader.int32();
  });
  if (seconds < secondsMin || seconds > secondsMax || nanos < 0 || nanos >= 1e9) {
    throw new ProtobufError('Time.MarshalJSON: year outside of range [0,9999]');
  }
  return { seconds: seconds === secondsMin && nanos === 0 ? undefined : seconds, nanos };
}

/** Beyond 2^53 it is refused, as in a body of JSON: it would be changed. */
function readInteger(reader: Reader): number {
  const value = Number(reader.int64());
  if (Number.isSafeInteger(value)) return value;
  throw new ProtobufError('proto: a number beyond 2^53 would not be kept exactly: numbers are doubles here');
}

function parseRaw(raw: Uint8Array): unknown {
  try {
    return parseJson(raw).value;
  } catch (error) {
    throw new ProtobufError(error instanceof Error ? error.message : 'invalid JSON');
  }
}

function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('base64');
}
