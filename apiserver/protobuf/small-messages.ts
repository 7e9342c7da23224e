import {
  escapeHtml,
  formatTime,
  parseJson,
  parseTimeOrUndefined,
  writeJson,
} from '../../apimachinery/index.ts';
import type { ValueCodec } from './message-plan.ts';
import { ProtobufError } from './protobuf-error.ts';
import { readBytes, readNested, readText } from './read-message.ts';
import type { WireReader } from './wire-reader.ts';
import { lengthDelimited, varint } from './wire-type.ts';
import type { WireWriter } from './wire-writer.ts';

/** Messages that are one value in JSON. */

/** resource.Quantity, a message of its text. */
export const quantity: ValueCodec = {
  wireType: lengthDelimited,
  read(reader) {
    let value = '';
    readNested(reader, reader.endOfMessage(), (number, wireType) => {
      if (number === 1) value = readText(reader, wireType, 'string');
      else reader.skip(wireType);
    });
    return value === '' ? '0' : value;
  },
  write(writer, value) {
    const { length } = writer;
    writer.textField(1, typeof value === 'string' ? value : '0');
    writer.lengthSince(length);
  },
  zero: () => '0',
};

/** intstr.IntOrString, a message of which it is, the number and the text. */
export const intOrString: ValueCodec = {
  wireType: lengthDelimited,
  read(reader) {
    let isText = false;
    let number = 0;
    let word = '';
    readNested(reader, reader.endOfMessage(), (field, wireType) => {
      if (field === 3) word = readText(reader, wireType, 'strVal');
      else if (wireType !== varint || field > 2) reader.skip(wireType);
      else if (field === 1) isText = reader.int64() === 1;
      else number = reader.int32();
    });
    return isText ? word : number;
  },
  write(writer, value) {
    const { length } = writer;
    writer.textField(3, typeof value === 'string' ? value : '');
    writer.intField(2, typeof value === 'number' ? value : 0);
    writer.intField(1, typeof value === 'string' ? 1 : 0);
    writer.lengthSince(length);
  },
  zero: () => 0,
};

/** metav1.Time. What is below a second does not count. */
export const time: ValueCodec = {
  wireType: lengthDelimited,
  read(reader) {
    const { seconds } = readTimestamp(reader);
    return seconds === undefined ? undefined : formatTime(seconds * 1000);
  },
  write(writer, value) {
    const ms = parseTimeOrUndefined(typeof value === 'string' ? value : undefined);
    writeTimestamp(writer, ms === undefined ? undefined : Math.floor(ms / 1000), 0);
  },
  zero: () => undefined,
};

export const microTime: ValueCodec = {
  wireType: lengthDelimited,
  read(reader) {
    const { seconds, nanos } = readTimestamp(reader);
    if (seconds === undefined) return undefined;
    const micros = String(Math.trunc(nanos / 1000)).padStart(6, '0');
    return `${formatTime(seconds * 1000).slice(0, -1)}.${micros}Z`;
  },
  write(writer, value) {
    const ms = parseTimeOrUndefined(typeof value === 'string' ? value : undefined);
    if (ms === undefined) return writeTimestamp(writer, undefined, 0);
    const seconds = Math.floor(ms / 1000);
    writeTimestamp(writer, seconds, Math.round((ms - seconds * 1000) * 1000) * 1000);
  },
  zero: () => undefined,
};

/**
 * RawExtension, FieldsV1 and JSON: a message of bytes that are JSON, as Go writes them. Who keeps a RawExtension (a
 * revision of a workload) knows it again by its bytes.
 */
export const json: ValueCodec = {
  wireType: lengthDelimited,
  read(reader, _depth, before) {
    let raw: Uint8Array | undefined;
    readNested(reader, reader.endOfMessage(), (number, wireType) => {
      if (number === 1) raw = readBytes(reader, wireType, 'raw');
      else reader.skip(wireType);
    });
    if (raw === undefined) return before;
    return raw.length === 0 ? undefined : parseRaw(raw);
  },
  write(writer, value) {
    const { length } = writer;
    if (value !== undefined && value !== null) writer.textField(1, escapeHtml(writeJson(value)));
    writer.lengthSince(length);
  },
  zero: () => undefined,
};

/** Go's zero time, the first second of the year 1, and the last one of the year 9999. */
const secondsMin = -62_135_596_800;
const secondsMax = 253_402_300_799;

function readTimestamp(reader: WireReader): { seconds: number | undefined; nanos: number } {
  const end = reader.endOfMessage();
  if (reader.at === end) return { seconds: undefined, nanos: 0 };
  let seconds = 0;
  let nanos = 0;
  readNested(reader, end, (number, wireType) => {
    if (wireType !== varint || number > 2) reader.skip(wireType);
    else if (number === 1) seconds = Number(reader.int64());
    else nanos = reader.int32();
  });
  if (seconds < secondsMin || seconds > secondsMax || nanos < 0 || nanos >= 1e9) {
    throw new ProtobufError('Time.MarshalJSON: year outside of range [0,9999]');
  }
  return { seconds: seconds === secondsMin && nanos === 0 ? undefined : seconds, nanos };
}

/** Go's zero time is an empty message. */
function writeTimestamp(writer: WireWriter, seconds: number | undefined, nanos: number): void {
  const { length } = writer;
  if (seconds !== undefined && (seconds !== secondsMin || nanos !== 0)) {
    writer.intField(2, nanos);
    writer.intField(1, seconds);
  }
  writer.lengthSince(length);
}

function parseRaw(raw: Uint8Array): unknown {
  try {
    return parseJson(raw).value;
  } catch (error) {
    throw new ProtobufError(error instanceof Error ? error.message : 'invalid JSON');
  }
}
