import { expect, test } from 'vitest';
import { fieldPath } from '../../../../apimachinery/index.ts';
import { requestPolicyErrors } from './request-policies.ts';

test.each([
  ['2', undefined],
  ['0', 'must not be zero'],
  ['0k', 'must not be zero'],
])('a policy may ask for steps of %s: %s', (step, says) => {
  const requestPolicy = { default: '3', validRange: { min: '1', max: '9', step } };
  const errors = requestPolicyErrors({ value: '9', requestPolicy }, fieldPath('spec'));
  expect(errors).toEqual(says === undefined ? [] : [expect.objectContaining({ detail: says })]);
});
