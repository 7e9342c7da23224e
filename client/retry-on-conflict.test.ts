import { expect, test } from 'vitest';
import { retryOnConflict } from './retry-on-conflict.ts';
import { statusError } from './testing/fake-api.ts';

const conflict = statusError(409, 'Conflict', 'the object has been modified');

test('a conflict is tried again, until it is none', async () => {
  let tries = 0;
  const attempt = async () => {
    if (++tries < 5) throw conflict;
    return 'written';
  };
  expect(await retryOnConflict(attempt)).toBe('written');
  expect(tries).toBe(5);
});

test('the fifth conflict is given back, and any other failure at once', async () => {
  let tries = 0;
  const failWith = (error: Error) => async () => {
    tries += 1;
    throw error;
  };
  await expect(retryOnConflict(failWith(conflict))).rejects.toBe(conflict);
  expect(tries).toBe(5);
  const exists = statusError(409, 'AlreadyExists', 'there is one');
  await expect(retryOnConflict(failWith(exists))).rejects.toBe(exists);
  expect(tries).toBe(6);
});
