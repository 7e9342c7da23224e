import { type WireWriter, written } from '../../protobuf/index.ts';
import { type Field, type MessageName, messages } from './gnostic-messages.ts';

/** A message before it is bytes: values by the names of fields. What is undefined or not in the table is left out. */
export interface Message {
  readonly [field: string]: unknown;
}

/** The bytes of a message, its fields in the order of their table. */
export function encodeMessage(name: MessageName, message: Message): Uint8Array {
  return written((writer) => writeFields(writer, name, message));
}

/** From the last to the first, as the writer asks. */
function writeFields(writer: WireWriter, name: MessageName, message: Message): void {
  for (const [key, field] of Object.entries(messages[name]).reverse()) {
    const value = message[key];
    // In proto3 a field that is not there has its type's zero value.
    if (value === undefined || value === '' || value === 0 || value === false) continue;
    if (!Array.isArray(value)) writeField(writer, field, value);
    else for (const one of value.toReversed()) writeField(writer, field, one);
  }
}

function writeField(writer: WireWriter, [number, type]: Field, value: unknown): void {
  switch (type) {
    case 'string':
      writer.textField(number, String(value));
      return;
    case 'bool':
      writer.intField(number, value === true ? 1 : 0);
      return;
    case 'int64':
      writer.intField(number, Number(value));
      return;
    case 'double':
      writer.doubleField(number, Number(value));
      return;
    default: {
      const { length } = writer;
      writeFields(writer, type, value as Message);
      writer.message(number, length);
    }
  }
}
