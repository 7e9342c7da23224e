import { expect, test } from 'vitest';
import { outputOf } from './output.ts';
import { shellQuote } from './shell-quote.ts';

test.each([
  ['a terminal has colours', { isTTY: true, columns: 80 }, {}, true],
  ['a pipe has none', {}, {}, false],
  ['NO_COLOR means none', { isTTY: true }, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR means nothing', { isTTY: true }, { NO_COLOR: '' }, true],
  ['a dumb terminal has none', { isTTY: true }, { TERM: 'dumb' }, false],
])('%s', (_, stream, env, coloured) => {
  expect(outputOf(stream, env).style('bold', 'x')).toBe(coloured ? '\x1b[1mx\x1b[22m' : 'x');
});

test('only a terminal has a width', () => {
  expect(outputOf({ isTTY: true, columns: 80 }, {}).columns).toBe(80);
  expect(outputOf({ columns: 80 }, {}).columns).toBeUndefined();
});

test('what a shell would read otherwise is quoted', () => {
  expect(['scenarios/a.yaml', 'my file', "it's", ''].map(shellQuote)).toEqual([
    'scenarios/a.yaml',
    "'my file'",
    "'it'\\''s'",
    "''",
  ]);
});
