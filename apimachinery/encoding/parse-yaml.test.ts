import { expect, test } from 'vitest';
import { parseYaml, YamlSyntaxError } from './parse-yaml.ts';

function failure(text: string): YamlSyntaxError {
  try {
    parseYaml(text);
  } catch (error) {
    if (error instanceof YamlSyntaxError) return error;
  }
  throw new Error('no YamlSyntaxError was thrown');
}

test('scalars are what Kubernetes takes them for', () => {
  const text =
    'a: yes\nb: 0644\nc: 1_000\nd: 2001-01-01\ne: "no"\nf: 1e3\ng: ~\nh: 10Gi\ni: 1:30\nj: 0x1F\nk:\n';
  expect(parseYaml(text)[0]?.value).toEqual({
    a: true,
    b: 420,
    c: 1000,
    d: '2001-01-01',
    e: 'no',
    f: 1000,
    g: null,
    h: '10Gi',
    i: '1:30',
    j: 31,
    k: null,
  });
});

test('documents with nothing in them are left out, and each says where it starts', () => {
  const documents = parseYaml('# nothing\n---\na: 1\n---\n---\n# still nothing\n---\nb: 2\n');
  expect(documents.map(({ value, locate }) => ({ value, line: locate('').line }))).toEqual([
    { value: { a: 1 }, line: 3 },
    { value: { b: 2 }, line: 8 },
  ]);
});

test.each([
  ['spec.steps[1].kill', 5, 7],
  ['spec.steps[1]', 5, 7],
  ['spec.labels.app.kubernetes.io/name', 2, 12],
  ['spec.steps[0].kill.node', 4, 7],
  ['spec.steps[7]', 3, 3],
  ['spec.twice', 7, 3],
  ['status.phase', 1, 1],
])('%s stands in line %i, column %i, or as much of it as is there', (path, line, column) => {
  const text = `spec:
  labels: {app.kubernetes.io/name: web, app: x}
  steps:
    - kill: {}
    - kill: {node: a}
  twice: 1
  twice: 2
`;
  expect(parseYaml(text)[0]?.locate(path)).toEqual({ line, column });
});

test('keys given again are named, and the last one counts', () => {
  const [document] = parseYaml('spec:\n  replicas: 1\n  list: [{a: 1, a: 2}]\n  replicas: 3\n');
  expect(document?.duplicates).toEqual(['spec.list[0].a', 'spec.replicas']);
  expect(document?.value).toMatchObject({ spec: { replicas: 3 } });
});

test('an error has a line and a column', () => {
  const error = failure('a: 1\nb: [1, 2\nc: }\n');
  expect(error.line).toBe(3);
  expect(error.message).toMatch(/^yaml: line 3: .* \(column \d+\)$/);
});

test('anchors and merges are resolved', () => {
  expect(parseYaml('a: &x {q: 1, r: 2}\nb: *x\nc:\n  <<: *x\n  r: 3\n')[0]?.value).toEqual({
    a: { q: 1, r: 2 },
    b: { q: 1, r: 2 },
    c: { q: 1, r: 3 },
  });
});

test('a text that would grow, nest or repeat without end is refused', () => {
  const names = 'bcdefghi';
  const bomb = [...names].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`);
  expect(failure(`a: &a [x]\n${bomb.join('\n')}`).message).toContain('document contains excessive aliasing');
  expect(failure('a: &a [*a]').message).toContain("anchor 'a' value contains itself");
  expect(failure('['.repeat(5_000)).message).toContain('exceeded max depth');
  expect(failure(Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')).line).toBe(200);
});

test('aliases may repeat a little, but neither much nor long texts', () => {
  expect(parseYaml(`a: &a x\nb: [${Array(90).fill('*a')}]`)).toHaveLength(1);
  const long = `a: &a ${'x'.repeat(100_000)}\nb: [${Array(40).fill('*a')}]`;
  expect(failure(long).message).toContain('document contains excessive aliasing');
});

test('what is said beside a merge wins over it, before and behind', () => {
  const text = 'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  a: 0\n  <<: [*x, *y]\n  c: 0\n';
  expect(parseYaml(text)[0]?.value).toMatchObject({ z: { a: 0, b: 1, c: 0 } });
});

test.each([
  ['9007199254740993', 9007199254740993n],
  ['-9_223_372_036_854_775_808', -9223372036854775808n],
  ['0x7fffffffffffffff', 9223372036854775807n],
  ['-0b100000000000000000000000000000000000000000000000000001', -9007199254740993n],
  ['0o400000000000000001', 9007199254740993n],
  ['9223372036854775808', 2 ** 63],
  ['9007199254740993.0', 9007199254740992n],
  ['1e16', 10000000000000000n],
  ['1e20', 1e20],
  ['1e999', '1e999'],
  ['"9007199254740993"', '9007199254740993'],
])('a whole number is kept as Go keeps it: %s', (text, value) => {
  expect(parseYaml(`a: ${text}`)[0]?.value).toEqual({ a: value });
});

test('members may be called anything', () => {
  const [document] = parseYaml('__proto__: {a: 1}\nconstructor: 2');
  expect(JSON.stringify(document?.value)).toBe('{"__proto__":{"a":1},"constructor":2}');
  expect(document?.duplicates).toEqual([]);
});
