import fc from 'fast-check';
import type { PatchCase } from './cases.ts';

/** JSON patches and merge patches over small documents, with few names, so that they often meet. */

const name = fc.constantFrom('a', 'b', 'c', 'a/b', 'm~n', '', '0', '__proto__', '-');

const { value, object } = fc.letrec<{ value: unknown; object: object; list: unknown[] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, 1, -2.5, 'x', '', true, {}, []),
    tie('object'),
    tie('list'),
  ),
  object: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  list: fc.array(tie('value'), { maxLength: 4 }),
}));

const token = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'a~1b', 'm~0n', '__proto__') },
  { weight: 4, arbitrary: fc.constantFrom('0', '1', '2', '-1', '-', '-4', '9') },
  { weight: 1, arbitrary: fc.constantFrom('', '01', '+1', 'x', '1e0', '99999999999999999999') },
);

const pointer = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.array(token, { minLength: 1, maxLength: 3 }).map((tokens) => `/${tokens.join('/')}`),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '/', 'a', 'a/b') },
);

function operation(pointers: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  return fc.oneof(
    {
      weight: 20,
      arbitrary: fc.record({ op: fc.constantFrom('add', 'add', 'replace', 'test'), path: pointers, value }),
    },
    { weight: 5, arbitrary: fc.record({ op: fc.constant('remove'), path: pointers }) },
    {
      weight: 8,
      arbitrary: fc.record({ op: fc.constantFrom('move', 'copy'), from: pointers, path: pointers }),
    },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          op: fc.constantFrom('add', 'test', 'copy', 'spam', 7),
          path: fc.constantFrom('/a', 3, null),
          value,
        },
        { requiredKeys: [] },
      ),
    },
  );
}

/** Mostly places that exist in the document, or could. */
function pointersInto(document: object): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...placesIn(document)) },
    { weight: 1, arbitrary: pointer },
  );
}

function placesIn(container: unknown): string[] {
  if (Array.isArray(container)) {
    return ['/-', '/-1', ...container.flatMap((item, index) => [`/${index}`, ...below(`/${index}`, item)])];
  }
  if (typeof container !== 'object' || container === null) return [];
  const members = Object.entries(container).flatMap(([key, member]) => {
    const step = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return [step, ...below(step, member)];
  });
  return ['/new', ...members];
}

function below(step: string, value: unknown): string[] {
  return placesIn(value).map((place) => step + place);
}

/** Tests that pass, too: the document's own values. */
function holds(document: object): fc.Arbitrary<unknown> {
  return fc.constantFrom(
    ...Object.entries(document).map(([key, value]) => ({
      op: 'test',
      path: `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value,
    })),
    { op: 'test', path: '/absent', value: null },
  );
}

export const jsonPatchCase: fc.Arbitrary<PatchCase> = object.chain((document) => {
  const operations = fc.oneof(
    { weight: 9, arbitrary: operation(pointersInto(document)) },
    { weight: 1, arbitrary: holds(document) },
  );
  return fc.record({
    type: fc.constant('json' as const),
    document: fc.constant(document),
    patch: fc.oneof(
      { weight: 30, arbitrary: fc.array(operations, { minLength: 1, maxLength: 4 }) },
      { weight: 1, arbitrary: value },
    ),
  });
});

export const mergePatchCase: fc.Arbitrary<PatchCase> = fc.record({
  type: fc.constant('merge' as const),
  document: object,
  patch: fc.oneof({ weight: 20, arbitrary: object }, { weight: 1, arbitrary: value }),
});
