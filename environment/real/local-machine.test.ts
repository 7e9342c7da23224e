import { execFileSync, spawn } from 'node:child_process';
import { pbkdf2 } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { localMachine } from './index.ts';

const derive = promisify(pbkdf2);
const directory = mkdtempSync(join(tmpdir(), 'homeostat-machine-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString();
  return text;
}

test('a program runs where it is told to, reads what it is given, and tells how it ended', async () => {
  const words = ['sh', '-c', 'pwd; echo $NAME; cat; echo oh >&2; exit 3'];
  const child = localMachine.start({ words, directory, variables: { NAME: 'mine' } });
  await child.write(Buffer.from('given'));
  child.endInput();
  const [stdout, stderr, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), child.ended]);
  expect([stdout, stderr, code]).toEqual([`${directory}\nmine\ngiven`, 'oh\n', 3]);
});

test('what a program has started is killed with it', async () => {
  const child = localMachine.start({ words: ['sh', '-c', 'sleep 1000 & echo begun; wait'] });
  const begun = child.stdout[Symbol.asyncIterator]();
  await begun.next();
  child.kill('SIGKILL');
  expect(await child.ended).toBe(137);
  // The stream has ended: nobody holds it.
  expect((await begun.next()).done).toBe(true);
});

test('a program is asked to end, and what it has started is not', async () => {
  const asked = 'sleep 1000 & trap "kill -0 $! && echo runs; kill $!; exit 0" TERM; echo begun; wait';
  const child = localMachine.start({ words: ['sh', '-c', asked] });
  const told = child.stdout[Symbol.asyncIterator]();
  await told.next();
  child.kill('SIGTERM');
  expect(Buffer.from((await told.next()).value ?? []).toString()).toBe('runs\n');
  expect(await child.ended).toBe(0);
});

test('what cannot be started says why', async () => {
  await expect(localMachine.start({ words: ['no-such-program'] }).ended).rejects.toThrow(
    'spawn no-such-program ENOENT',
  );
  const refused = localMachine.start({ words: ['true', 'a\0b'] });
  await expect(refused.ended).rejects.toThrow('null bytes');
  expect(await textOf(refused.stdout)).toBe('');
});

test('programs end with the process that has started them, even where that is killed', async () => {
  const door = fileURLToPath(new URL('./index.ts', import.meta.url));
  const fifo = join(directory, 'fifo');
  execFileSync('mkfifo', [fifo]);
  const words = ['sh', '-c', `echo begun; exec sleep 1000 > ${fifo}`];
  const script = `import(${JSON.stringify(door)}).then(async ({ localMachine }) => {
    const child = localMachine.start({ words: ${JSON.stringify(words)} });
    for await (const piece of child.stdout) process.stdout.write(piece);
  });`;
  const parent = spawn(process.execPath, ['--import', 'tsx', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It ends when the last who has it open to write does.
  const reader = createReadStream(fifo);
  await Promise.all([once(reader, 'open'), once(parent.stdout, 'data')]);
  parent.kill('SIGKILL');
  reader.resume();
  await once(reader, 'end');
});

test('a file is read on as it grows, and anew when it was emptied', async () => {
  const path = join(directory, 'log');
  writeFileSync(path, 'one\n');
  const file = localMachine.open(path);
  const next = async () => Buffer.from((await file.read()) ?? []).toString();
  expect([await next(), await next()]).toEqual(['one\n', '']);
  const { signal } = new AbortController();
  const changed = file.changed(signal);
  appendFileSync(path, 'two\n');
  await changed;
  expect(await next()).toBe('two\n');
  writeFileSync(path, '3');
  await file.changed(signal);
  expect(await next()).toBe('3');
  file.close();
  expect(await next()).toBe('');
});

test('a file that two look at tells both, and the one that is left', async () => {
  const path = join(directory, 'shared');
  writeFileSync(path, '');
  const { signal } = new AbortController();
  const files = [localMachine.open(path), localMachine.open(path)];
  const both = files.map((file) => file.changed(signal));
  appendFileSync(path, 'one\n');
  await Promise.all(both);
  const [first, second] = files;
  first?.close();
  for (let piece = await second?.read(); piece !== undefined; piece = await second?.read());
  const last = second?.changed(signal);
  appendFileSync(path, 'two\n');
  await last;
  expect(Buffer.from((await second?.read()) ?? []).toString()).toBe('two\n');
  second?.close();
});

test('a file that was removed has no more to tell', async () => {
  const path = join(directory, 'removed');
  writeFileSync(path, 'one\n');
  const file = localMachine.open(path);
  rmSync(path);
  expect(Buffer.from((await file.read()) ?? []).toString()).toBe('one\n');
  const stop = new AbortController();
  const changed = file.changed(stop.signal);
  stop.abort();
  await changed;
  expect(await file.read()).toBeUndefined();
  file.close();
});

test('a file that is closed while it is read from gives what was read, and then no more', async () => {
  const path = join(directory, 'closed');
  writeFileSync(path, 'one\n');
  const file = localMachine.open(path);
  // Reads wait for one of Node's threads.
  const busy = Array.from({ length: 16 }, () => derive('a', 'b', 100_000, 32, 'sha256'));
  const reading = file.read();
  file.close();
  const other = join(directory, 'other');
  writeFileSync(other, 'two\n');
  const others = Array.from({ length: 8 }, () => localMachine.open(other));
  expect(Buffer.from((await reading) ?? []).toString()).toBe('one\n');
  expect(await file.read()).toBeUndefined();
  await Promise.all(busy);
  for (const one of others) one.close();
});

test('what is no file is refused', () => {
  expect(() => localMachine.open(directory)).toThrow(`${directory} is no regular file`);
  expect(() => localMachine.open(join(directory, 'none'))).toThrow('ENOENT: no such file or directory');
});
