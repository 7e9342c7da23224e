import type { SchemaOr } from '../../apimachinery/index.ts';
import type { FieldPlan, Members, ValueCodec } from './message-plan.ts';
import { readFields } from './read-message.ts';
import { codecOfType } from './value-codecs.ts';
import { lengthDelimited } from './wire-type.ts';
import { writeFields } from './write-message.ts';

/**
 * A field of a JSON schema that holds a schema, or what `alternative` says: a list of schemas, a list of names, or
 * whether there may be any. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1 (JSONSchemaPropsOrBool and
 * its siblings), which are messages with a field for each.
 */
export function either(alternative: SchemaOr['other'], schema: ValueCodec): ValueCodec {
  const isBool = alternative === 'Bool';
  const one = field('schema', 'one', schema);
  const list = field('list', 'list', alternative === 'Array' ? schema : codecOfType({ type: 'string' }));
  const allows = field('allows', 'one', codecOfType({ type: 'boolean' }));
  const plan = { fields: isBool ? [undefined, allows, one] : [undefined, one, list], always: [] };
  return {
    wireType: lengthDelimited,
    read(reader, depth) {
      const found = readFields(reader, plan, reader.endOfMessage(), depth + 1);
      return found.list ?? found.schema ?? (isBool ? found.allows === true : undefined);
    },
    write(writer, value) {
      const { length } = writer;
      writeFields(writer, plan, alternatives(value));
      writer.lengthSince(length);
    },
    zero: () => undefined,
  };
}

function alternatives(value: unknown): Members {
  if (Array.isArray(value)) return { list: value };
  // Where there is a schema, there may be something.
  return typeof value === 'object' ? { schema: value, allows: true } : { allows: value === true };
}

function field(name: string, form: 'one' | 'list', value: ValueCodec): FieldPlan {
  return { name, form, value, keepsZero: true, writesZero: name === 'allows' };
}
