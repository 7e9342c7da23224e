import fc from 'fast-check';
import type { PatchCase } from './cases.ts';
import { type Shape, shapes } from './shapes.ts';

const plain = { maxKeys: 3, noNullPrototype: true } as const;

/** Strategic merge patches over parts of real kinds: mostly well formed, with every directive, and now and then not. */
export const strategicPatchCase: fc.Arbitrary<PatchCase> = fc.oneof(
  ...Object.entries(shapes).map(([kind, shape]) =>
    fc.record({ document: document(shape), patch: change(shape) }).map(
      (parts): PatchCase => ({
        type: 'strategic',
        kind,
        ...(parts as { document: object; patch: unknown }),
      }),
    ),
  ),
);

type Fields = Readonly<Record<string, Shape>>;

function document(shape: Shape): fc.Arbitrary<unknown> {
  if ('scalar' in shape) return fc.constantFrom(...shape.scalar);
  if ('map' in shape) return fc.dictionary(fc.constantFrom(...shape.map), fc.constantFrom('1', '2'), plain);
  if ('set' in shape) return fc.uniqueArray(fc.constantFrom(...shape.set), { maxLength: 4 });
  if ('fields' in shape) return someFields(shape.fields, document, []);
  const { list, key } = shape;
  const item = someFields(list, document, key === undefined ? [] : [key]);
  return fc.uniqueArray(item, { maxLength: 4, selector: (value) => keyOf(value, key) });
}

function change(shape: Shape): fc.Arbitrary<unknown> {
  if ('scalar' in shape) return rarely(fc.constantFrom(...shape.scalar), null, {});
  if ('map' in shape) return mapChange(shape.map);
  if ('set' in shape) return fc.array(fc.constantFrom(...shape.set), { maxLength: 3 });
  if ('fields' in shape) return objectChange(shape.fields);
  return listChange(shape.list, shape.key);
}

function mapChange(keys: readonly string[]): fc.Arbitrary<unknown> {
  const values = fc.constantFrom('1', '3', null);
  return rarely(fc.dictionary(fc.constantFrom(...keys), values, plain), { $patch: 'replace', z: '1' });
}

/** `anyKey` of the fields, the required ones always. */
function someFields(
  fields: Fields,
  make: (shape: Shape) => fc.Arbitrary<unknown>,
  required: readonly string[],
): fc.Arbitrary<Record<string, unknown>> {
  const parts = Object.fromEntries(Object.entries(fields).map(([field, shape]) => [field, make(shape)]));
  return fc.record(parts, { requiredKeys: [...required], noNullPrototype: true } as never) as fc.Arbitrary<
    Record<string, unknown>
  >;
}

function objectChange(fields: Fields): fc.Arbitrary<unknown> {
  return someFields(fields, change, [])
    .chain((patch) => withListDirectives(patch, fields))
    .chain((patch) => withObjectDirective(patch));
}

function withObjectDirective(patch: Record<string, unknown>): fc.Arbitrary<unknown> {
  const names = Object.keys(patch).filter((name) => !name.startsWith('$'));
  return fc.oneof(
    { weight: 24, arbitrary: fc.constant<unknown>(patch) },
    { weight: 1, arbitrary: fc.constant({ ...patch, $retainKeys: names }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('replace', 'delete').map((word) => ({ ...patch, $patch: word })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.subarray(names).map((kept) => ({ ...patch, $retainKeys: kept })) },
  );
}

/** Adds `$setElementOrder` and `$deleteFromPrimitiveList` for some of the lists. */
function withListDirectives(
  patch: Record<string, unknown>,
  fields: Fields,
): fc.Arbitrary<Record<string, unknown>> {
  const directives = Object.entries(fields).flatMap(([field, shape]) =>
    listDirectives(field, shape, patch[field]),
  );
  return fc.tuple(...directives).map((chosen) => Object.assign({}, ...chosen.filter(Boolean), patch));
}

function listDirectives(field: string, shape: Shape, change: unknown): fc.Arbitrary<object | undefined>[] {
  if ('set' in shape) {
    const some = fc.uniqueArray(fc.constantFrom(...shape.set), { maxLength: 4 });
    return [
      sometimes(some.map((order) => ({ [`$setElementOrder/${field}`]: ordered(order, change, undefined) }))),
      sometimes(some.map((gone) => ({ [`$deleteFromPrimitiveList/${field}`]: gone }))),
    ];
  }
  if (!('list' in shape) || shape.key === undefined) return [];
  const { key } = shape;
  const keyShape = shape.list[key] as Shape;
  if (!('scalar' in keyShape)) return [];
  const order = fc.uniqueArray(fc.constantFrom(...keyShape.scalar), { maxLength: 4 });
  return [
    sometimes(
      order.map((keys) => ({
        [`$setElementOrder/${field}`]: ordered(keys, change, key).map((value) => ({ [key]: value })),
      })),
    ),
  ];
}

/** The order with the patch's own items put into it in the order of the patch, which is what a good patch does. */
function ordered(order: readonly unknown[], change: unknown, key: string | undefined): unknown[] {
  const items = Array.isArray(change) ? change : [];
  const kept = items.filter((item) => !(isRecord(item) && '$patch' in item));
  const keys = [...new Set(kept.map((item) => keyOf(item, key)))];
  const others = order.filter((value) => !keys.includes(value));
  const result: unknown[] = [];
  for (let i = 0; i < Math.max(keys.length, others.length); i++) {
    if (i < others.length) result.push(others[i]);
    if (i < keys.length) result.push(keys[i]);
  }
  return result;
}

function listChange(fields: Fields, key: string | undefined): fc.Arbitrary<unknown> {
  const item = someFields(fields, change, key === undefined ? [] : [key]).chain((patch) =>
    withListDirectives(patch, fields),
  );
  const deletion = fc
    .tuple(item, fc.constantFrom('delete', 'delete', 'delete', 'replace', 'merge', 'spam'))
    .map(([patch, word]) => ({ ...(key === undefined ? {} : { [key]: patch[key] }), $patch: word }));
  const anything = fc.oneof(
    { weight: 12, arbitrary: item as fc.Arbitrary<unknown> },
    { weight: 3, arbitrary: deletion },
    { weight: 1, arbitrary: fc.constantFrom({ spare: 1 }, 'x') },
  );
  return rarely(
    fc.uniqueArray(anything, { maxLength: 3, selector: (value) => keyOf(value, key) }),
    null,
    'x',
  );
}

function keyOf(item: unknown, key: string | undefined): unknown {
  return key !== undefined && isRecord(item) ? item[key] : item;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 1 });
}

function rarely(arbitrary: fc.Arbitrary<unknown>, ...others: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 25, arbitrary }, { weight: 1, arbitrary: fc.constantFrom(...others) });
}
