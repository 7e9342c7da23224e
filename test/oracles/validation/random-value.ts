import type { Schema } from '../../../apimachinery/index.ts';
import type { Draw } from '../../hostile/draw.ts';
import { textsOf } from './texts.ts';

const numbers = [
  -1, 0, 0, 1, 1, 2, 3, 5, 10, 80, 101, 255, 256, 420, 511, 512, 600, 3600, 8080, 65535, 65536, 2147483647,
];
const amounts = [
  '0',
  '1',
  '2',
  '-1',
  '100m',
  '1500m',
  '1Gi',
  '2Mi',
  '1.5',
  '0.5m',
  '4Mi',
  '3',
  '1e3',
  '10Gi',
];

/** A value of the schema's type for a field of that name, which may well be one that the field may not have. */
export function randomValue(draw: Draw, schema: Schema, name: string, depth = 0): unknown {
  switch (schema.type) {
    case 'string':
      return schema.format === 'date-time' || schema.format === 'date-time-micro'
        ? draw.pick(['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'])
        : draw.pick(textsOf(name, schema));
    case 'integer':
    case 'number':
      return draw.pick(numbers);
    case 'boolean':
      return draw.oneIn(2);
    case 'quantity':
      return draw.pick(amounts);
    case 'int-or-string':
      return draw.oneIn(2)
        ? draw.pick(numbers)
        : draw.pick(['http', '10%', '101%', 'a b', '', '-1%', 'UP', '1', '50%']);
    case 'array':
      return Array.from({ length: draw.below(3) }, () =>
        randomValue(draw, schema.items ?? {}, name, depth + 1),
      );
    case 'object':
      return randomObject(draw, schema, name, depth);
    default:
      return { a: 'b' };
  }
}

function randomObject(draw: Draw, schema: Schema, name: string, depth: number): object {
  const { properties, additionalProperties, required = [] } = schema;
  if (properties === undefined) {
    return Object.fromEntries(
      Array.from({ length: draw.below(3) }, () => [
        draw.pick(textsOf(`${name}#key`, {})),
        randomValue(draw, additionalProperties ?? {}, name, depth + 1),
      ]),
    );
  }
  const names = Object.keys(properties).filter((member) =>
    required.includes(member) ? !draw.oneIn(8) : depth < 5 && draw.oneIn(depth === 0 ? 3 : 4),
  );
  // Of a union one member is the usual case.
  if (names.length === 0 && depth < 5) names.push(draw.pick(Object.keys(properties)));
  return Object.fromEntries(
    names.map((member) => [member, randomValue(draw, properties[member] ?? {}, member, depth + 1)]),
  );
}
