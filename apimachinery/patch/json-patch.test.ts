import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze } from '../sharing/freeze.ts';
import { applyJsonPatch, jsonPatchUnknownFields } from './json-patch.ts';
import { PatchError, patchErrorStatus } from './patch-error.ts';

const document = deepFreeze({ a: { list: [1, 2] }, b: { kept: true } });

test('what no operation touches is the same reference', () => {
  const result = applyJsonPatch(document, [{ op: 'add', path: '/a/list/-', value: 3 }]) as typeof document;
  expect(result).toEqual({ a: { list: [1, 2, 3] }, b: { kept: true } });
  expect(result.b).toBe(document.b);
});

test('a patch that only tests gives the document itself', () => {
  expect(applyJsonPatch(document, [{ op: 'test', path: '/b', value: { kept: true } }])).toBe(document);
});

test('a copied value does not change with the one it was copied from', () => {
  const result = applyJsonPatch(document, [
    { op: 'add', path: '/a/new', value: 1 },
    { op: 'copy', from: '/a', path: '/a/self' },
    { op: 'add', path: '/a/self/inner', value: 2 },
  ]);
  expect(result).toEqual({
    a: { list: [1, 2], new: 1, self: { list: [1, 2], new: 1, inner: 2 } },
    b: { kept: true },
  });
});

test('copies of copies end where Kubernetes ends them', () => {
  const double = Array.from({ length: 30 }, (_, index) => ({ op: 'copy', from: '/a', path: `/a/n${index}` }));
  expect(() => applyJsonPatch({ a: { text: 'x'.repeat(1_000) } }, double)).toThrow(
    'Unable to complete the copy, the accumulated size increase of copy is',
  );
});

test('no operation nests a document deeper than a body may be', () => {
  const deepen = { op: 'add', path: `/a${'/a'.repeat(250)}`, value: nested(260) };
  expect(() => applyJsonPatch({ a: nested(255) }, [deepen])).toThrow('exceeded max depth');
  expect(applyJsonPatch({ a: nested(255) }, [{ ...deepen, value: nested(200) }])).toBeDefined();
});

test('a name that objects inherit is a name like any other', () => {
  const result = applyJsonPatch({}, [
    { op: 'add', path: '/__proto__', value: { polluted: true } },
    { op: 'test', path: '/constructor', value: null },
  ]);
  expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
  expect(Object.keys(result)).toEqual(['__proto__']);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('10,000 operations are applied in one copy of the list, and one more is too many', () => {
  const grow = Array.from({ length: 10_000 }, () => ({ op: 'add', path: '/list/-', value: 0 }));
  const result = applyJsonPatch({ list: [] }, grow) as { list: number[] };
  expect(result.list).toHaveLength(10_000);
  expect(() => applyJsonPatch({ list: [] }, [...grow, ...grow.slice(0, 1)])).toThrow(
    expect.objectContaining({
      code: 413,
      message: 'The allowed maximum operations in a JSON patch is 10000, got 10001',
    }),
  );
});

test('a failed test tells why, and answers what Kubernetes answers', () => {
  const error = thrownBy(() => applyJsonPatch(document, [{ op: 'test', path: '/b/kept', value: false }]));
  expect(error.message).toBe('testing value /b/kept failed: test failed');
  expect(patchErrorStatus(error).status).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
  });
});

test('members of operations that mean nothing are named', () => {
  expect(
    jsonPatchUnknownFields([
      { op: 'remove', path: '/a' },
      { op: 'add', path: '/a', valeu: 1 },
    ]),
  ).toEqual(['json patch unknown field "[1].valeu"']);
});

test('adding a member and removing it again leaves an equal document', () => {
  const key = fc.stringMatching(/^[a-z~/]{1,4}$/).filter((name) => name !== 'a' && name !== 'b');
  fc.assert(
    fc.property(key, fc.jsonValue(), (name, value) => {
      const path = `/a/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const patch = [
        { op: 'add', path, value },
        { op: 'test', path, value: value === undefined ? null : value },
        { op: 'remove', path },
      ];
      expect(applyJsonPatch(document, patch)).toEqual(document);
    }),
  );
});

function nested(depth: number): object {
  let value: object = {};
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}

function thrownBy(act: () => unknown): PatchError {
  try {
    act();
  } catch (error) {
    if (error instanceof PatchError) return error;
  }
  throw new Error('no PatchError was thrown');
}
