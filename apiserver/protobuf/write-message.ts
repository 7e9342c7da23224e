import { type FieldPlan, type Members, type MessagePlan, membersOf } from './message-plan.ts';
import type { WireWriter } from './wire-writer.ts';

/**
 * Writes the fields of an object as Kubernetes' generated code does: by number, those that are no pointers even if they are
 * zero, maps by their keys. From the last to the first, as the writer asks.
 */
export function writeFields(writer: WireWriter, { fields }: MessagePlan, object: Members): void {
  for (let number = fields.length - 1; number > 0; number--) {
    const field = fields[number];
    if (field !== undefined) writeField(writer, number, field, object);
  }
}

function writeField(writer: WireWriter, number: number, field: FieldPlan, object: Members): void {
  if (field.inlined !== undefined) {
    const { length } = writer;
    writeFields(writer, field.inlined, object);
    writer.message(number, length);
    return;
  }
  const { form, value: codec, name } = field;
  const value = object[name];
  if (form === 'map') writeMap(writer, number, field, membersOf(value));
  else if (form === 'list') writeList(writer, number, field, value);
  else if (field.writesZero || (value !== undefined && value !== null)) {
    codec.write(writer, value);
    writer.tag(number, codec.wireType);
  }
}

function writeList(writer: WireWriter, number: number, { value: codec }: FieldPlan, items: unknown): void {
  if (!Array.isArray(items)) return;
  for (let at = items.length - 1; at >= 0; at--) {
    codec.write(writer, items[at]);
    writer.tag(number, codec.wireType);
  }
}

function writeMap(writer: WireWriter, number: number, field: FieldPlan, map: Members): void {
  const { value: codec, writesZero } = field;
  for (const key of sortedKeys(map).reverse()) {
    const { length } = writer;
    if (writesZero || map[key] !== null) {
      codec.write(writer, map[key]);
      writer.tag(2, codec.wireType);
    }
    writer.textField(1, key);
    writer.message(number, length);
  }
}

/** From here on the order of UTF-16 is not that of UTF-8. */
const highUnit = /[\ud800-\uffff]/;

/** As Go sorts texts: by their bytes. */
function sortedKeys(map: Members): string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  if (!keys.some((key) => highUnit.test(key))) return keys.sort();
  return keys.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
}
