import { expect, test } from 'vitest';
import { GoTemplate, TemplateError } from './go-template/index.ts';
import { JqLimitError, JqQuery } from './jq/index.ts';

const world = { nowMs: 0, random: () => 0, uid: () => '' };

function rendered(text: string, data: unknown = {}): string {
  return new GoTemplate(text, new Set()).execute(data, {}, world);
}

test.each([
  'range(1e12)',
  'repeat(.)',
  'def f: f; f',
  'def f: ., f; [f]',
  '[limit(1e9; repeat(1))]',
  'reduce range(60) as $i ([1]; . + .)',
  'reduce range(60) as $i (1; [., .]) | tojson',
  'reduce range(60) as $i ({}; {a: ., b: .}) | [., .] | unique',
  'reduce range(19) as $i ("x"; . + .) | [range(100) as $i | .] | tojson',
  '0 | until(. < 0; . + 1)',
  '[.[] | .. | ..] | [.[] , .[]] | [combinations(5)]',
])('a query without an end is stopped: %s', (query) => {
  expect(() => new JqQuery(query).found([[1, 2, 3, 4, 5, 6, 7, 8, 9]], 0)).toThrow(JqLimitError);
});

test.each([
  '{{ range until 100000000 }}x{{ end }}',
  '{{ range 2000000000 }}{{ end }}',
  '{{ repeat 1000000000 "x" }}',
  '{{ $x := "xxxxxxxxxx" }}{{ range until 30 }}{{ $x = print $x $x }}{{ end }}{{ $x }}',
  '{{ define "a" }}{{ template "a" . }}{{ end }}{{ template "a" . }}',
  '{{ indent 100000000 "x" }}',
  '{{ $x := list 1 }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}',
  '{{ $d := dict }}{{ $_ := set $d "self" $d }}{{ $d }}',
  '{{ $x := repeat 100000 "a" }}{{ replace "a" $x $x | replace "a" $x }}',
  '{{ printf "%100000000d" 1 }}{{ range until 1000 }}{{ printf "%10000d" 1 }}{{ end }}',
])('a template without an end is stopped: %s', (template) => {
  expect(() => rendered(template)).toThrow(TemplateError);
});

test.each([
  ['parentheses', `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`],
  ['actions', '{{ if 1 }}'.repeat(100_000)],
])('a template of too many %s in one another is refused', (_, template) => {
  expect(() => new GoTemplate(template, new Set())).toThrow(TemplateError);
});

test.each([
  ['brackets', `${'['.repeat(100_000)}1${']'.repeat(100_000)}`],
  ['texts', '"\\('.repeat(100_000)],
  ['conditions', 'if . then '.repeat(100_000)],
])('a query of too many %s in one another is refused', (_, query) => {
  expect(() => new JqQuery(query)).toThrow('nested too deep');
});

test('what a template changes is its own', () => {
  const data = Object.freeze({ labels: Object.freeze({ app: 'web' }) });
  expect(rendered('{{ $_ := set .labels "app" "other" }}{{ .labels.app }}', data)).toBe('other');
  expect(data.labels.app).toBe('web');
});

test('a query that fails has found nothing, and nothing that is null', () => {
  expect(new JqQuery('.a, .b').found({ a: null, b: 1 }, 0)).toEqual([1]);
  expect(new JqQuery('.a, .b.c').found({ a: 1, b: 'x' }, 0)).toBeUndefined();
});

test('what is wrong with a template is told with its line', () => {
  expect(() => new GoTemplate('a\n{{ nosuch }}', new Set())).toThrow('line 2: function "nosuch" not defined');
  expect(() => rendered('a\nb {{ .a.b }}', { a: 'x' })).toThrow(
    "line 2: can't evaluate field b in type string",
  );
});
