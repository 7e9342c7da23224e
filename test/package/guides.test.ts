import { expect, test } from 'vitest';
import { blocksOf, readPage, runProgram } from './run-document.ts';

test('how to test a controller: what stands there is right in its types, and its tests pass', async () => {
  const page = readPage('docs/guides/test-a-controller.md');
  const { checked, ran } = await runProgram(blocksOf(page, 'ts').join('\n'));
  expect(checked).toEqual({ stdout: '', stderr: '' });
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toMatch(/^# pass 6$/m);
  expect(ran.stdout).toMatch(/^# fail 0$/m);
});

test('how to write a controller: what stands there is right in its types, and does what it says', async () => {
  const page = readPage('docs/guides/write-a-controller.md');
  const { checked, ran } = await runProgram(blocksOf(page, 'ts').join('\n'));
  expect(checked).toEqual({ stdout: '', stderr: '' });
  expect(ran).toEqual({ stdout: 'Hello, Ann!\nGood morning, Ann!\n2\n', stderr: '' });
});
