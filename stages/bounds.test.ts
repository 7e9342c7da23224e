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
  '0 | [recurse(. + 1)]',
  '[range(150000) | [.]] | transpose',
  '[range(60000) | [.]] | add',
  'add(range(60000) | [.])',
  '[range(2000) | tojson] | contains(reverse)',
  'reduce range(60) as $i (3; . * .)',
  'null | setpath([range(100000) | "a"]; 1)',
  '[range(20000)] as $x | "x" * 20000 | [$x[] as $i | .[$i]]',
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
  '{{ $x := repeat 100000 "a" }}{{ regexReplaceAll "." $x $x }}',
  '{{ join (repeat 450000 "a") (until 10000) }}',
  '{{ untilStep 9007199254740992 9007199254840992 0 }}{{ untilStep 9007199254740992 9007199264740994 1 }}',
  '{{ uniq (until 10000) }}',
  '{{ $_ := randAlpha -9000000000000000000 }}{{ range until 900000 }}{{ $_ = until 9 }}{{ end }}',
  '{{ printf "%100000000d" 1 }}{{ range until 1000 }}{{ printf "%10000d" 1 }}{{ end }}',
])('a template without an end is stopped: %s', (template) => {
  expect(() => rendered(template)).toThrow(TemplateError);
});

test('what takes long with another way of counting does not', () => {
  const found = (query: string) => new JqQuery(query).found(null, 0);
  expect(found('[0 | recurse(if . < 20000 then . + 1 else empty end)] | length')).toEqual([20_001n]);
  expect(found('[range(20000)] - [range(1; 20000)]')).toEqual([[0n]]);
  expect(found('[0] | map(range(200000)) | length')).toEqual([200_000n]);
  expect(found('[range(20000) | 0] | indices([range(10000) | 0]) | length')).toEqual([10_001n]);
  expect(found('"a\u00e9\ud83d\ude00a" | [match("a"; "g").offset], indices("a")')).toEqual([
    [0n, 3n],
    [0n, 3n],
  ]);
  expect(rendered('{{ len (snakecase (repeat 300000 "A")) }}')).toBe('300000');
  expect(rendered('{{ b32dec (print (repeat 300000 "=") "x") }}')).toMatch('illegal base32 data');
  expect(rendered('{{ snakecase "HTTPServerOfABCd" }}')).toBe('http_server_of_ab_cd');
  expect(rendered('{{ untilStep 9007199254740992 9007199254740994 1 }}')).toBe(
    '[9007199254740992 9007199254740993]',
  );
});

test.each([
  ['{{ printf "%c" -1 }}', '\uFFFD'],
  ['{{ printf "%q" 99999999 }}', "'\uFFFD'"],
  ['{{ printf "%.*f" -1 1.5 }}', '1.500000'],
  [`{{ printf "%d" 'e' }}`, '101'],
  ['{{ urlquery (abbrev 5 "a\u{1F600}bcd") }}', 'a%EF%BF%BD...'],
  ['{{ (toDate "2006 2006" "2024 2024").Year }}', undefined],
  [`{{ repeat ${'9'.repeat(400)} "" }}`, undefined],
  ['{{ "\\ud800" }}', undefined],
])('a template ends with a text or an error of its own: %s', (template, text) => {
  if (text === undefined) expect(() => rendered(template)).toThrow(TemplateError);
  else expect(rendered(template)).toBe(text);
});

test.each([
  ['"\\ud800" | @uri', ['%EF%BF%BD']],
  ['"AB AB" | strptime("%Z %Z")', undefined],
])('a query ends with answers or an error of its own: %s', (query, answers) => {
  expect(new JqQuery(query).found(null, 0)).toEqual(answers);
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
