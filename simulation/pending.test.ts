import { expect, test } from 'vitest';
import { describePending } from './pending.ts';
import { Step } from './step.ts';

class Waiting extends Step {
  readonly #name: string;

  constructor(name: string, atMs: number, background = false) {
    super(background, 0);
    this.#name = name;
    this.atMs = atMs;
  }

  describe(): string {
    return this.#name;
  }

  run(): void {}
}

const several = (name: string, times: number[], background?: boolean) =>
  times.map((atMs) => new Waiting(name, atMs, background));

test('what waits is told foreground first, then by how much of it there is, then by name', () => {
  const steps = [
    ...several('lease', [9, 9, 9], true),
    ...several('b', [7]),
    ...several('c', [3, 2, 4]),
    ...several('a', [5]),
    ...several('lease', [1]),
    ...several('probe', [8], true),
  ];
  expect(describePending(steps, 1)).toEqual([
    '3 x c, the first in 1 ms',
    '1 x a, the first in 4 ms',
    '1 x b, the first in 6 ms',
    '1 x lease, due now',
    '3 x background lease, the first in 8 ms',
    '1 x background probe, the first in 7 ms',
  ]);
  expect(describePending(several('late', [3]), 4)).toEqual(['1 x late, due now']);
});

test('a world that begins at time zero has things due then', () => {
  expect(describePending(several('timer', [0, 5]), 0)).toEqual(['2 x timer, due now']);
});

test('twenty lines are told, and how many more there would be', () => {
  const steps = Array.from({ length: 22 }, (_, at) => new Waiting(`step ${10 + at}`, 0));
  expect(describePending(steps.slice(2), 0)).toHaveLength(20);
  const lines = describePending(steps, 0);
  expect(lines).toHaveLength(21);
  expect(lines.slice(-2)).toEqual(['1 x step 29, due now', 'and 2 more']);
});
