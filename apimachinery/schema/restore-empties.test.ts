import { expect, test } from 'vitest';
import { definition } from '../../api/index.ts';
import { decodeBySchema } from './decode-by-schema.ts';
import { restoreEmpties } from './restore-empties.ts';

const role = definition('io.k8s.api.rbac.v1.Role');

test('what a body gives and Go would not store is left out, and can be put back', () => {
  const given = { metadata: { name: 'a', labels: {} }, rules: [] };
  const { value, empties } = decodeBySchema(role, given);
  expect(value).toEqual({ metadata: { name: 'a' }, rules: null });
  expect(restoreEmpties(value, empties)).toEqual(given);
});

test('what stands there by now stays, and what has no place any more is forgotten', () => {
  const { empties } = decodeBySchema(role, {
    metadata: { labels: {} },
    rules: [{ verbs: [], resources: [] }],
  });
  const object = { metadata: { labels: { a: 'b' } }, rules: [] };
  expect(restoreEmpties(object, empties)).toBe(object);
});

test('empty texts, zeros and nulls are told of nowhere', () => {
  const { empties } = decodeBySchema(role, { metadata: { name: '', generation: 0, labels: null } });
  expect(empties).toBeUndefined();
});
