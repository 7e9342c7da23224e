import { expect, test } from 'vitest';
import { exposition } from './exposition.ts';
import { Histogram } from './histogram.ts';

const lines = (samples: Parameters<typeof exposition>[0][number]['samples']) =>
  exposition([{ name: 'x', type: 'gauge', help: 'h', samples }])
    .split('\n')
    .slice(2, -1);

test('numbers and labels are written as Prometheus reads them', () => {
  const values = [0.25, 1e-8, 1e6, Number.POSITIVE_INFINITY, 2_789_376];
  expect(lines(values.map((value) => ({ labels: {}, value })))).toEqual([
    'x 0.25',
    'x 1e-08',
    'x 1e+06',
    'x +Inf',
    'x 2.789376e+06',
  ]);
  expect(lines([{ labels: { b: 'é', a: 'b"\\\n' }, value: 1, atMs: 5 }])).toEqual([
    'x{a="b\\"\\\\\\n",b="é"} 1 5',
  ]);
});

test('metrics come by name, and one without samples is left out', () => {
  const metric = (name: string, ...values: number[]) =>
    ({ name, type: 'counter', help: name, samples: values.map((value) => ({ labels: {}, value })) }) as const;
  expect(exposition([metric('b', 1), metric('none'), metric('a', 2)])).toBe(
    '# HELP a a\n# TYPE a counter\na 2\n# HELP b b\n# TYPE b counter\nb 1\n',
  );
});

test('a histogram counts up to each of its bounds, which are the last label', () => {
  const histogram = new Histogram([0.1, 1]);
  for (const value of [0.1, 0.5, 7]) histogram.observe(value);
  expect(lines(histogram.samples({ name: 'q' }))).toEqual([
    'x_bucket{name="q",le="0.1"} 1',
    'x_bucket{name="q",le="1"} 2',
    'x_bucket{name="q",le="+Inf"} 3',
    'x_sum{name="q"} 7.6',
    'x_count{name="q"} 3',
  ]);
});
