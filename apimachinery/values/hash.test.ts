import { expect, it } from 'vitest';
import { generatedName } from './generate-name.ts';
import { fnv1a128, templateHash } from './hash.ts';

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

it('hashes with 128 bits as Go does', () => {
  const text =
    '(v1.EndpointSubset){Addresses:([]v1.EndpointAddress)<nil> NotReadyAddresses:([]v1.EndpointAddress)[] Ports:([]v1.EndpointPort)<nil>}';
  expect(fnv1a128(text)).toBe('2f494f664d7ccffbc4d7fe123a027f74');
  expect(fnv1a128('')).toBe('6c62272e07bb014262b821756295c58d');
});
