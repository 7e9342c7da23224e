import type { Schema } from '../../../apimachinery/index.ts';
import type { Draw } from '../../hostile/draw.ts';
import { randomValue } from './random-value.ts';

/** One change of an object: at this path another value, or none. */
export interface Change {
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

interface Place {
  readonly path: readonly (string | number)[];
  readonly schema: Schema;
  readonly value: unknown;
}

/** A change that leaves types as they are: a value that goes, comes, is another, or stands twice. */
export function randomChange(
  draw: Draw,
  object: object,
  schema: Schema,
  root: readonly (string | number)[],
): Change {
  const places = placesOf({ path: [], schema, value: object }).filter(({ path }) =>
    root.every((name, at) => path[at] === name),
  );
  if (places.length === 0)
    return { path: root, value: randomValue(draw, schemaAt(schema, root), String(root.at(-1))) };
  const place = draw.pick(places);
  const { path, value } = place;
  if (Array.isArray(value)) return listChange(draw, place, value);
  if (typeof value === 'object' && value !== null)
    return objectChange(draw, place, value as Record<string, unknown>);
  if (draw.oneIn(4) && path.length > root.length) return { path };
  // A text from elsewhere may collide with what it names, or name what is not there.
  const texts = places.map(({ value }) => value).filter((value) => typeof value === 'string');
  if (typeof value === 'string' && texts.length > 0 && draw.oneIn(3))
    return { path, value: draw.pick(texts) };
  return { path, value: randomValue(draw, place.schema, String(path.at(-1))) };
}

function schemaAt(schema: Schema, path: Change['path']): Schema {
  return path.reduce((within, name) => within.properties?.[name] ?? within.items ?? {}, schema);
}

function listChange(draw: Draw, { path, schema }: Place, value: readonly unknown[]): Change {
  const { items = {} } = schema;
  switch (draw.below(4)) {
    case 0:
      return { path, value: value.slice(0, draw.below(value.length + 1)) };
    case 1:
      return value.length === 0 ? { path } : { path, value: [...value, draw.pick(value)] };
    case 2:
      return { path, value: [...value].reverse() };
    default:
      return { path: [...path, value.length], value: randomValue(draw, items, String(path.at(-1))) };
  }
}

function objectChange(draw: Draw, { path, schema }: Place, value: Record<string, unknown>): Change {
  const { properties, additionalProperties } = schema;
  const present = Object.keys(value);
  if (draw.oneIn(3) && path.length > 1) {
    return present.length > 0 && draw.oneIn(2) ? { path: [...path, draw.pick(present)] } : { path };
  }
  if (properties !== undefined) {
    const absent = Object.keys(properties).filter((name) => !(name in value));
    const name = draw.pick(absent.length > 0 && !draw.oneIn(4) ? absent : Object.keys(properties));
    return { path: [...path, name], value: randomValue(draw, properties[name] ?? {}, name) };
  }
  const key = String(randomValue(draw, { type: 'string' }, `${path.at(-1)}#key`));
  return { path: [...path, key], value: randomValue(draw, additionalProperties ?? {}, String(path.at(-1))) };
}

function placesOf(place: Place): Place[] {
  const { path, schema, value } = place;
  const members = Array.isArray(value)
    ? value.map((item, at) => [at, item, schema.items] as const)
    : typeof value === 'object' && value !== null
      ? Object.entries(value).map(
          ([name, member]) =>
            [name, member, schema.properties?.[name] ?? schema.additionalProperties] as const,
        )
      : [];
  return [
    place,
    ...members.flatMap(([name, member, memberSchema]) =>
      memberSchema === undefined
        ? []
        : placesOf({ path: [...path, name], schema: memberSchema, value: member }),
    ),
  ];
}

/** The object with the changes made, one after the other; one whose place has gone is left out. */
export function changed(object: object, changes: readonly Change[]): object {
  return changes.reduce((before, { path, value }) => withChange(before, path, value) as object, object);
}

function withChange(value: unknown, [first, ...rest]: Change['path'], next: unknown): unknown {
  if (first === undefined) return next;
  if (Array.isArray(value)) {
    if (typeof first !== 'number' || first > value.length) return value;
    const copy = [...(value as unknown[])];
    const item = withChange(copy[first], rest, next);
    if (item === undefined) copy.splice(first, 1);
    else copy[first] = item;
    return copy;
  }
  if (value !== undefined && (typeof value !== 'object' || value === null)) return value;
  const { [first]: member, ...others } = (value ?? {}) as Record<string, unknown>;
  const item = withChange(member, rest, next);
  if (value === undefined && item === undefined) return undefined;
  return item === undefined ? others : { ...others, [first]: item };
}
