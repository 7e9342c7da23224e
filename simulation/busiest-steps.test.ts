import { expect, test } from 'vitest';
import { BusiestSteps } from './busiest-steps.ts';
import { Step } from './step.ts';

class Named extends Step {
  readonly #name: string;

  constructor(name: string) {
    super(false, 0);
    this.#name = name;
  }

  describe(): string {
    return this.#name;
  }

  run(): void {}
}

/** Counts `times` steps of `name` at one instant; answers what the last of them was told. */
function take(busiest: BusiestSteps, name: string, times: number, nowMs = 0) {
  const step = new Named(name);
  let told: ReturnType<BusiestSteps['count']>;
  for (let taken = 0; taken < times; taken++) told = busiest.count(step, 0, nowMs);
  return told;
}

test('a livelock names the five busiest, the busiest first', () => {
  const busiest = new BusiestSteps(20);
  for (const [name, times] of Object.entries({ one: 1, four: 4, five: 5, two: 2, six: 6 })) {
    expect(take(busiest, name, times)).toBeUndefined();
  }
  expect(take(busiest, 'three', 3)).toMatchObject({
    failure: 'livelock',
    pending: ['6 times six', '5 times five', '4 times four', '3 times three', '2 times two'],
  });
});

test('the bound is for one second: with the next one both counts begin again', () => {
  const busiest = new BusiestSteps(3);
  expect(take(busiest, 'early', 3, 500)).toBeUndefined();
  expect(take(busiest, 'late', 3, 1_500)).toBeUndefined();
  expect(take(busiest, 'late', 1, 2_499)).toMatchObject({ pending: ['4 times late'] });
  expect(take(new BusiestSteps(3), 'any', 4, 999)).toBeDefined();
});

test('only the last ten thousand steps before the bound are looked at', () => {
  const busiest = new BusiestSteps(10_050);
  take(busiest, 'first', 60);
  expect(take(busiest, 'then', 9_991)).toMatchObject({ pending: ['9991 times then', '10 times first'] });
});
