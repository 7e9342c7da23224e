import { expect, test } from 'vitest';
import { formatLine } from './format.ts';
import type { TimelineLine } from './timeline.ts';

const line: TimelineLine = {
  atMs: 13_340,
  kind: 'act',
  who: 'replicaset-controller',
  what: 'created Pod web-7c9-x2k1',
  because: 'Deployment web revision 1 <- scenario step 1',
};
const startMs = 1_000;

test('where nobody looks a line is as long as it is, and causes line up', () => {
  const long = { ...line, what: `${line.what} in a namespace with a name that is rather long` };
  expect([line, long].map((one) => formatLine(one, { startMs }))).toEqual([
    '  12.340s  replicaset-controller  created Pod web-7c9-x2k1                             <- Deployment web revision 1 <- scenario step 1',
    '  12.340s  replicaset-controller  created Pod web-7c9-x2k1 in a namespace with a name that is rather long  <- Deployment web revision 1 <- scenario step 1',
  ]);
});

test('on a terminal no line is wider than it', () => {
  const long = { ...line, what: Array(20).fill('words').join(' ') };
  for (const columns of [62, 80, 100, 120, 140]) {
    for (const one of [line, long]) {
      const lines = formatLine(one, { startMs, columns }).split('\n');
      expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(columns);
    }
  }
});

test('causes become shorter where there is little room, but keep where they began, and else stand below', () => {
  const longer = { ...line, because: `Pod web-7c9-x2k1 ready <- ${line.because}` };
  const at = (columns: number, one = line) => formatLine(one, { startMs, columns }).split('\n');
  const head = '  12.340s  replicaset-controller  created Pod web-7c9-x2k1';
  expect(at(120)).toEqual([`${head}${' '.repeat(22)}<- Deployment web revision 1 <- step 1`]);
  expect(at(130, longer)).toEqual([`${head}${' '.repeat(29)}<- Pod web-7c9-x2k1 ready <- ... <- step 1`]);
  for (const columns of [80, 110])
    expect(at(columns)).toEqual([head, '             <- Deployment web revision 1 <- scenario step 1']);
});

test('who has a long name does not move the causes', () => {
  const evicted = { ...line, who: 'taint-eviction-controller' };
  const [short = '', long = ''] = [line, evicted].map((one) => formatLine(one, { startMs }));
  expect(long.indexOf('<-')).toBe(short.indexOf('<-'));
});

test('a step stands apart', () => {
  const step = { ...line, kind: 'step', what: 'step 2: settle', because: '' } as const;
  expect(formatLine(step, { startMs })).toBe('\nstep 2: settle');
});

test('styles mark what pods become, warnings and what only reports', () => {
  const styleOf = (kind: TimelineLine['kind'], what: string) =>
    / <(\w+)>[^<]*$/.exec(
      formatLine({ ...line, kind, what, because: '' }, { startMs, style: (s, text) => `<${s}>${text}` }),
    )?.[1];
  expect(styleOf('state', 'Pod web: Pending -> Running, ready')).toBe('green');
  expect(styleOf('state', 'Pod web: Running -> Failed')).toBe('red');
  expect(styleOf('state', 'Pod web: nginx CrashLoopBackOff')).toBe('red');
  expect(styleOf('state', 'Deployment web: replicas 0 -> 3')).toBe('dim');
  expect(styleOf('warning', 'Warning BackOff Pod web: again')).toBe('yellow');
});
