import { expect, test } from 'vitest';
import { testHost } from '../testing/test-host.ts';
import { tokenOfFile } from './token-file.ts';

function open(first: string | undefined) {
  const world = { nowMs: 0, text: first, reads: 0 };
  const source = tokenOfFile(
    '/token',
    testHost({
      now: () => world.nowMs,
      readFile() {
        world.reads++;
        return world.text;
      },
    }),
  );
  return { world, source };
}

test('a token is kept for 50 seconds, and then read again', async () => {
  const { world, source } = open('one\n');
  expect(await source.get()).toEqual({ token: 'one' });
  world.text = 'two';
  world.nowMs = 49_999;
  expect(await source.get()).toEqual({ token: 'one' });
  world.nowMs = 50_000;
  expect(await source.get()).toEqual({ token: 'two' });
  expect(world.reads).toBe(2);
});

test('one that was refused is read again at once, unless it is not the one that is kept', async () => {
  const { world, source } = open('one');
  const used = await source.get();
  world.text = 'two';
  await source.refused({ token: 'one' });
  expect(await source.get()).toBe(used);
  await source.refused(used);
  expect(await source.get()).toEqual({ token: 'two' });
});

test('while the file cannot be read the last token goes on; there must have been one', async () => {
  const { world, source } = open('one');
  await source.get();
  world.nowMs = 60_000;
  for (world.text of [undefined, ' ']) expect(await source.get()).toEqual({ token: 'one' });
  await expect(open(undefined).source.get()).rejects.toThrow(
    'failed to read token file "/token": there is none',
  );
  await expect(open('').source.get()).rejects.toThrow('read empty token from file "/token"');
});
