import { endOf, type FieldPlan, lengthDelimited, readFields, type ValueReader } from './read-message.ts';
import { readerOfType } from './value-readers.ts';

interface Alternatives {
  readonly schema?: unknown;
  readonly list?: unknown;
  readonly allows?: boolean;
}

/**
 * A field of a JSON schema that holds a schema, or what `alternative` says: a list of schemas, a list of names, or
 * whether there may be any. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/v1 (JSONSchemaPropsOrBool and
 * its siblings), which are messages with a field for each.
 */
export function either(alternative: string, schema: ValueReader): ValueReader {
  const one: FieldPlan = { name: 'schema', form: 'one', value: schema, keepsZero: true };
  const text = readerOfType({ type: 'string' });
  const list = (value: ValueReader): FieldPlan => ({ name: 'list', form: 'list', value, keepsZero: true });
  const allows: FieldPlan = {
    name: 'allows',
    form: 'one',
    value: readerOfType({ type: 'boolean' }),
    keepsZero: true,
  };
  const isBool = alternative === 'Bool';
  const fields = isBool
    ? [undefined, allows, one]
    : [undefined, one, list(alternative === 'Array' ? schema : text)];
  return {
    wireType: lengthDelimited,
    read(reader, depth) {
      const found: Alternatives = readFields(reader, { fields, always: [] }, endOf(reader), depth + 1, {});
      return found.list ?? found.schema ?? (isBool ? found.allows === true : undefined);
    },
    zero: () => undefined,
  };
}
