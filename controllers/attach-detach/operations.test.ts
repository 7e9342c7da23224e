import { expect, test } from 'vitest';
import { Operations } from './operations.ts';

const attach = { kind: 'attach', node: 'n', sinceMs: 0, pods: [] } as const;
const detach = { ...attach, kind: 'detach' } as const;

/** How long the same is not tried again after the first failure, the second, ... */
function waitsMs(operations: Operations, tries: number): readonly number[] {
  return Array.from({ length: tries }, () => {
    operations.begin('v', attach);
    operations.fail('v', 0);
    return operations.waitMs('v', 'attach', 0);
  });
}

test('what fails is tried again after half a second, then after twice as long, up to two minutes and two seconds', () => {
  const waits = [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 122_000, 122_000];
  expect(waitsMs(new Operations(), 10)).toEqual(waits);
});

test('another operation need not wait, and has the wait of the first forgotten', () => {
  const operations = new Operations();
  waitsMs(operations, 3);
  expect(operations.waitMs('v', 'detach', 0)).toBe(0);
  operations.begin('v', detach);
  operations.fail('v', 0);
  expect([operations.waitMs('v', 'detach', 100), operations.waitMs('v', 'attach', 0)]).toEqual([400, 0]);
});

test('what succeeds begins anew', () => {
  const operations = new Operations();
  waitsMs(operations, 3);
  operations.begin('v', attach);
  operations.succeed('v');
  expect([operations.get('v'), waitsMs(operations, 1)]).toEqual([undefined, [500]]);
});
