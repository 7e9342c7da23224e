import { expect, it } from 'vitest';
import { generatedName } from './generate-name.ts';
import { templateHash } from './hash.ts';

it('hashes a template by its content', () => {
  const template = { metadata: { labels: { a: '1', b: '2' } }, spec: { containers: [] } };
  const reordered = { spec: { containers: [] }, metadata: { labels: { b: '2', a: '1' } } };
  expect(templateHash(reordered)).toBe(templateHash(template));
  expect(templateHash({ ...template, spec: {} })).not.toBe(templateHash(template));
  expect(templateHash(template)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
});

it('finds another hash after a collision', () => {
  const hashes = [templateHash({}), templateHash({}, 0), templateHash({}, 1), templateHash({}, 2)];
  expect(new Set(hashes).size).toBe(4);
});

it('cuts a long base so that the suffix fits', () => {
  expect(generatedName('web-', 'x2k1z')).toBe('web-x2k1z');
  expect(generatedName('a'.repeat(80), 'x2k1z')).toBe(`${'a'.repeat(58)}x2k1z`);
});
