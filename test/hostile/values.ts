import type { Schema, SchemaOr } from '../../apimachinery/index.ts';
import type { Draw } from './draw.ts';

/** Values that stand where nobody expects them. Texts of JSON, as some of them no value of JavaScript can say. */
const oddTexts: readonly string[] = [
  'null',
  'true',
  '0',
  '-0',
  '-1',
  '1.5',
  '1.0',
  '3000000000',
  '9007199254740993',
  '9223372036854775808',
  '1e18',
  '1e999',
  '-1e400',
  '""',
  '"x"',
  '"\\ud800"',
  '"\\u0000"',
  '"é\\udfff/\\\\"',
  '"-"',
  '"."',
  '".."',
  '"0"',
  '"1e999999999"',
  '"2026-01-01T00:00:00Z"',
  '"0001-01-01T00:00:00Z"',
  '"9999-12-31T23:59:59+24:60"',
  `"${'a'.repeat(300)}"`,
  '[]',
  '[null]',
  '[[]]',
  '["x",null,1]',
  '{}',
  '{"a":null}',
  '{"a":["x"]}',
  '{"__proto__":{"a":1}}',
  '{"constructor":"x","toString":"y","hasOwnProperty":1}',
  '{"metadata":null,"spec":[]}',
  `${'['.repeat(60)}${']'.repeat(60)}`,
  `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`,
];

export function oddText(draw: Draw): string {
  return draw.pick(oddTexts);
}

const oddKeys = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  'a/b',
  '\ud800',
  'x',
];

/** The JSON of a value that the schema describes, in which about `odd` in a hundred values are something else. */
export function valueText(schema: Schema | undefined, draw: Draw, odd: number, depth = 0): string {
  if (draw.below(100) < odd || depth > 9) return draw.pick(oddTexts);
  if (schema?.schemaOr !== undefined) {
    return valueText(draw.pick(formsOf(schema.schemaOr)), draw, odd, depth + 1);
  }
  switch (schema?.type) {
    case 'array':
      return `[${times(draw.below(3), () => valueText(schema.items, draw, odd, depth + 1))}]`;
    case 'boolean':
      return draw.pick(['true', 'false']);
    case 'integer':
    case 'number':
      return draw.pick(['0', '1', '2', '80', '443', '30000', '100', '-1']);
    case 'int-or-string':
      return draw.pick(['1', '80', '"25%"', '"http"', '"0%"', '"120%"']);
    case 'quantity':
      return draw.pick(['"100m"', '"1Gi"', '1', '"0.5"', '"-1"', '"1e3"', '"x"', '2.5']);
    case 'string':
      return JSON.stringify(text(schema, draw));
    default:
      return objectText(schema, draw, odd, depth);
  }
}

function formsOf({ schema, other }: SchemaOr): readonly Schema[] {
  if (other === 'Bool') return [schema, { type: 'boolean' }];
  return [schema, { type: 'array', items: other === 'Array' ? schema : { type: 'string' } }];
}

function times(count: number, make: () => string): string {
  return Array.from({ length: count }, make).join(',');
}

function text(schema: Schema, draw: Draw): string {
  if (schema.enum !== undefined && !draw.oneIn(8)) return draw.pick(schema.enum);
  if (schema.format?.startsWith('date-time'))
    return draw.pick(['2026-01-01T00:00:00Z', '2026-01-01T01:00:00.5+01:00', 'x']);
  if (schema.format === 'byte') return draw.pick(['YQ==', '', 'a', '====']);
  return draw.oneIn(3) ? draw.pick(words) : draw.pick(names);
}

const names = ['a', 'b', 'web', 'default'];

const words = [
  'nginx',
  '10.96.0.10',
  '::1',
  '10.0.0.0/8',
  'None',
  'a.b/c',
  'TCP',
  'v1',
  'Pod',
  '* * * * *',
  '@every 1s',
  '/a',
  'a=b',
  '1',
  '8080',
  'Always',
  'example.com',
  '*.x',
  '',
];

function objectText(schema: Schema | undefined, draw: Draw, odd: number, depth: number): string {
  const { properties = {}, additionalProperties, required = [] } = schema ?? {};
  const names = Object.keys(properties);
  const chosen = new Set(required.filter(() => !draw.oneIn(10)));
  // The deeper, the fewer: a schema may contain itself.
  const extra = names.length === 0 ? 0 : draw.below(Math.max(1, 5 - depth));
  for (let i = 0; i < extra; i++) chosen.add(draw.pick(names));
  const members = [...chosen].map(
    (name) => [name, valueText(properties[name], draw, odd, depth + 1)] as const,
  );
  if (additionalProperties !== undefined || draw.oneIn(40)) {
    for (let i = draw.below(3); i > 0; i--) {
      const name = draw.oneIn(4) ? draw.pick(oddKeys) : draw.pick(['app', 'a', 'cpu', 'memory', 'a.io/b']);
      members.push([name, valueText(additionalProperties, draw, odd, depth + 1)]);
    }
  }
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}
