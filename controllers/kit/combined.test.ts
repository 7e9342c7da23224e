import { expect, it } from 'vitest';
import { combined } from './combined.ts';

it('is the only error there is, or says each thing once', () => {
  const one = new Error('a');
  expect(combined([one])).toBe(one);
  expect(combined([one, new Error('a')])).toMatchObject({ message: 'a' });
  expect(combined([one, 'b', new Error('a')])).toMatchObject({ message: '[a, b]' });
});
