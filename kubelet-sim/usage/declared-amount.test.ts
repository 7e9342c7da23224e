import { expect, test } from 'vitest';
import { checkAmount } from './check-amount.ts';
import { aboveMs, amountAt, type DeclaredAmount, restsFromMs } from './declared-amount.ts';

const of = { name: 'a/web/memory' };
const steps: DeclaredAmount = {
  points: [
    [1000, '100m'],
    [2000, '1'],
  ],
};
const ramp: DeclaredAmount = { ...steps, ramp: true };
const curve: DeclaredAmount = { curve: { least: '1', most: '3', periodMs: 4000 } };
const expression: DeclaredAmount = { expression: 'double(size(pod.metadata.name)) + t / 2.0' };
const pod = { metadata: { name: 'web' } };

test.each<[string, DeclaredAmount, number, number]>([
  ['always the same', '250m', 99, 250],
  ['before the first point', steps, 0, 100],
  ['at a point', steps, 2000, 1000],
  ['between points', steps, 1999, 100],
  ['after the last', steps, 9000, 1000],
  ['half way up', ramp, 1500, 550],
  ['before the way up', ramp, 500, 100],
  ['after the way up', ramp, 2500, 1000],
  ['at the lowest of a curve', curve, 0, 1000],
  ['half way up a curve', curve, 1000, 2000],
  ['at its height', curve, 2000, 3000],
  ['a period later', curve, 6000, 3000],
  ['whose curve is highest at first', { curve: { least: '1', most: '3', mostAtMs: 0 } }, 0, 3000],
  ['that an expression says', expression, 3000, 4500],
  ['of whole units that one says', { expression: '1024 * 1024' }, 0, 1024 * 1024 * 1000],
  ['as a quantity', { expression: 'quantity("64Mi")' }, 0, 64 * 1024 * 1024 * 1000],
  ['as a text', { expression: 't > 5.0 ? "250m" : "1"' }, 6000, 250],
])('an amount %s', (_name, declared, sinceMs, milli) => {
  expect(amountAt(declared, sinceMs, { ...of, pod })).toBe(milli);
});

test('noise is more or less by no more than it may be, the same for ten seconds and for whoever asks', () => {
  const noisy: DeclaredAmount = { points: [[0, '1']], noise: 0.2 };
  const amounts = Array.from({ length: 50 }, (_, at) => amountAt(noisy, at * 10_000, of));
  expect(Math.min(...amounts)).toBeGreaterThanOrEqual(800);
  expect(Math.max(...amounts)).toBeLessThanOrEqual(1200);
  expect(new Set(amounts).size).toBeGreaterThan(40);
  expect(amountAt(noisy, 9_999, of)).toBe(amounts[0]);
  expect(amountAt(noisy, 0, { name: 'b/web/memory' })).not.toBe(amounts[0]);
});

test.each([
  ['that divides by nothing', '1 / int(t)', 'division by zero'],
  ['that is no amount', '"much"', 'is "much"; it must be a number or a quantity of at least 0'],
  ['that is less than nothing', '-1', 'is -1; it must be'],
  ['of a field that is not there', 'pod.spec.nodeName == "" ? 1 : 2', 'no such key: nodeName'],
  ['that takes for ever', '[1,2,3,4,5,6,7,8].map(a, [1,2,3,4,5,6,7,8].map(b, a)).size()', undefined],
])('an expression %s is nothing, and says why', (_name, text, problem) => {
  const problems: string[] = [];
  const amount = amountAt({ expression: text }, 0, { ...of, pod }, (message) => problems.push(message));
  if (problem === undefined) return expect([amount, problems]).toEqual([8000, []]);
  expect([amount, problems]).toEqual([0, [expect.stringContaining(problem)]]);
});

test.each<[string, DeclaredAmount, number]>([
  ['a constant', '1', 0],
  ['points', ramp, 2000],
  ['a curve', curve, Infinity],
  ['an expression', expression, Infinity],
  ['what is shared', { points: [[0, '1']], shared: true }, Infinity],
])('%s rests at last, or never', (_name, declared, restMs) => {
  expect(restsFromMs(declared)).toBe(restMs);
});

test.each<[string, DeclaredAmount, number, number, number | undefined]>([
  ['a constant above it', '2', 1000, 7, 7],
  ['a constant that is as much', '1', 1000, 7, Infinity],
  ['a step', steps, 500, 0, 2000],
  ['the first point', steps, 50, 0, 0],
  ['a way up', ramp, 550, 0, 1501],
  ['a way up, from where it is above', ramp, 550, 1800, 1800],
  ['a curve', curve, 2000, 0, 1001],
  ['a curve, the next time', curve, 2000, 3500, 5001],
  ['a curve that is never', curve, 3000, 0, Infinity],
  ['an expression', expression, 0, 0, undefined],
])('when %s is above it', (_name, declared, milli, fromMs, ms) => {
  const found = aboveMs(declared, milli, fromMs);
  expect(found).toBe(ms);
  if (found === undefined || found === Infinity) return;
  expect(amountAt(declared, found, of)).toBeGreaterThan(milli);
  if (found > fromMs) expect(amountAt(declared, found - 2, of)).toBeLessThanOrEqual(milli);
});

const noneOf = 'must be an amount of at least 0, such as 250m or 64Mi, is';
test.each([
  ['no quantity', '1 Gi', `x: ${noneOf} "1 Gi"`],
  ['less than nothing', '-1', `x: ${noneOf} "-1"`],
  [
    'a number',
    1,
    'x: must be an amount, such as 250m or 64Mi, or an object with one of points, curve, expression, is 1',
  ],
  ['no function', { shared: true }, 'x: must have one of points, curve, expression, has none'],
  [
    'two',
    { points: [[0, '1']], expression: '1' },
    'x: must have one of points, curve, expression, has points and expression',
  ],
  ['no point', { points: [] }, 'x.points: must be a list of [milliseconds, amount], with one at least'],
  [
    'points that go back',
    {
      points: [
        [5, '1'],
        [5, '2'],
      ],
    },
    'x.points[1]: must be later than the one before, is at 5',
  ],
  ['a point without an amount', { points: [[5]] }, 'x.points[0]: must be [milliseconds, amount], is [5]'],
  ['a flag that is none', { points: [[0, '1']], shared: 'yes' }, 'x.shared: must be true or false, is "yes"'],
  [
    'something else',
    { points: [[0, '1']], wave: true },
    'x.wave: unknown field; there are points, ramp, shared, noise',
  ],
  [
    'a ramp of a curve',
    { curve: { least: '1', most: '2' }, ramp: true },
    'x.ramp: unknown field; there are curve, shared, noise',
  ],
  ['a curve without a height', { curve: { least: '1' } }, `x.curve.most: ${noneOf} undefined`],
  ['a curve upside down', { curve: { least: '2', most: '1' } }, 'x.curve: least must not be more than most'],
  [
    'a curve that stands',
    { curve: { least: '1', most: '2', periodMs: 0 } },
    'x.curve.periodMs: must be milliseconds, more than 0',
  ],
  ['too much noise', { points: [[0, '1']], noise: 2 }, 'x.noise: must be a number from 0 to 1, is 2'],
  ['an expression that is none', { expression: 't +' }, 'x.expression: ERROR: <input>:1:4: Syntax error'],
  ['an expression of nothing known', { expression: 'cluster.x' }, "undeclared reference to 'cluster'"],
])('refused is %s', (_name, value, problem) => {
  expect(() => checkAmount(value, 'x')).toThrow(problem);
});
