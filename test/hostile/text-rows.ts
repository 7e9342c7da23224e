import { create, type GrowthRow, many } from './growth-row.ts';

const yaml = { 'content-type': 'application/yaml' };

function text(name: string, body: (n: number) => string): GrowthRow {
  return { name, request: (n) => ({ ...create('configmaps', {}), body: body(n) }) };
}

function yamlText(name: string, body: (n: number) => string): GrowthRow {
  return {
    name: `yaml: ${name}`,
    request: (n) => ({ ...create('configmaps', {}), headers: yaml, body: body(n) }),
  };
}

const jsonRows: readonly GrowthRow[] = [
  text(
    'json: a key twice, many times',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"k${i >> 1}":"v"`)}}}`,
  ),
  text('json: one key many times', (n) => `{"metadata":{"name":"a"},"data":{${many(n, () => '"k":"v"')}}}`),
  text(
    'json: unknown fields, each twice',
    (n) => `{"metadata":{"name":"a"},${many(n, (i) => `"u${i >> 1}":1`)}}`,
  ),
  text(
    'json: keys that are numbers',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"${i * 7919}":"v"`)}}}`,
  ),
  text(
    'json: keys that are alike',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"${'a'.repeat(40)}${i}":"v"`)}}}`,
  ),
  text('json: spaces', (n) => `{"metadata":{"name":"a"}${' \n'.repeat(n)}}`),
  text('json: newlines, then what is none', (n) => `${'\n'.repeat(n)}x`),
  text('json: open lists', (n) => '['.repeat(n)),
  text('json: open objects', (n) => '{"a":'.repeat(n)),
  text('json: escapes', (n) => `{"metadata":{"name":"a"},"data":{"a":"${'\\u00e9\\n'.repeat(n)}"}}`),
  text(
    'json: halves of surrogate pairs',
    (n) => `{"metadata":{"name":"a"},"data":{"a":"${'\\ud800'.repeat(n)}"}}`,
  ),
  text('json: numbers', (n) => `{"metadata":{"name":"a"},"x":[${many(n, () => '1.25')}]}`),
  text('json: a long number', (n) => `{"metadata":{"name":"a","generation":${'9'.repeat(n)}}}`),
  text('json: a long fraction', (n) => `{"metadata":{"name":"a"},"x":0.${'9'.repeat(n)}}`),
  text('json: nulls', (n) => `{"metadata":{"name":"a","finalizers":[${many(n, () => 'null')}]}}`),
  text('json: wrong types', (n) => `{"metadata":{"name":"a","finalizers":[${many(n, () => '1')}]}}`),
  text(
    'json: values of wrong types in a map',
    (n) => `{"metadata":{"name":"a"},"data":{${many(n, (i) => `"k${i}":1`)}}}`,
  ),
];

const yamlRows: readonly GrowthRow[] = [
  yamlText('keys', (n) => `metadata: {name: a}\ndata:\n${many(n, (i) => `  k${i}: v\n`).join('')}`),
  yamlText('one key many times', (n) => `metadata: {name: a}\ndata:\n${'  k: v\n'.repeat(n)}`),
  yamlText('newlines', (n) => `metadata: {name: a}${'\n'.repeat(n)}`),
  yamlText('newlines before', (n) => `${'\n'.repeat(n)}metadata: {name: a}`),
  yamlText('comments', (n) => `metadata: {name: a}\n${'# c\n'.repeat(n)}`),
  yamlText('anchors', (n) => `metadata: {name: a}\ndata:\n${many(n, (i) => `  k${i}: &a${i} v\n`).join('')}`),
  yamlText('aliases', (n) => `metadata: {name: &a a}\ndata:\n${many(n, (i) => `  k${i}: *a\n`).join('')}`),
  yamlText(
    'anchors with aliases',
    (n) => `metadata: {name: a}\nx:\n${many(n, (i) => `  - &a${i} v\n  - *a${i}\n`).join('')}`,
  ),
  yamlText(
    'aliases of aliases',
    (n) => `a0: &a0 [x]\n${many(n, (i) => `a${i + 1}: &a${i + 1} [*a${i},*a${i}]\n`).join('')}`,
  ),
  yamlText('aliases of a list', (n) => `a: &a [${many(n, () => 'x')}]\nb: [${many(n, () => '*a')}]`),
  yamlText('merge keys', (n) => `a: &a {x: y}\nb: [${many(n, () => '{<<: *a}')}]`),
  yamlText(
    'many merges into one',
    (n) => `${many(n, (i) => `a${i}: &a${i} {k${i}: y}\n`).join('')}b:\n  <<: [${many(n, (i) => `*a${i}`)}]`,
  ),
  yamlText('documents', (n) => `metadata: {name: a}\n${'---\na: b\n'.repeat(n)}`),
  yamlText('open lists', (n) => '['.repeat(n)),
  yamlText('dashes', (n) => '- '.repeat(n)),
  yamlText('questions', (n) => '? '.repeat(n)),
  yamlText('colons', (n) => 'a: '.repeat(n)),
  yamlText('tabs', (n) => `a:\n${'\t'.repeat(n)}`),
  yamlText('spaces', (n) => `a:\n${' '.repeat(n)}b`),
  yamlText('a plain text over lines', (n) => `a:\n${'  b\n'.repeat(n)}`),
  yamlText('a quoted text over lines', (n) => `a: "${'  b\n'.repeat(n)}"`),
  yamlText('a quoted text of newlines', (n) => `a: "${'\n'.repeat(n)}"`),
  yamlText('a block', (n) => `a: |\n${'  b\n'.repeat(n)}`),
  yamlText('a folded block', (n) => `a: >\n${'  b\n\n'.repeat(n)}`),
  yamlText('a block of newlines', (n) => `a: |\n${'\n'.repeat(n)}`),
  yamlText('an escaped text', (n) => `a: "${'\\u00e9'.repeat(n)}"`),
  yamlText('a long number', (n) => `a: ${'9'.repeat(n)}`),
  yamlText('underscores', (n) => `a: 1${'_'.repeat(n)}x`),
  yamlText('a flow list', (n) => `a: [${many(n, () => 'b')}]`),
  yamlText('a flow list over lines', (n) => `a: [${'b,\n'.repeat(n)}]`),
  yamlText('a flow map', (n) => `a: {${many(n, (i) => `k${i}: v`)}}`),
  yamlText('tags', (n) => `a: [${many(n, () => '!!str b')}]`),
  yamlText('directives', (n) => `${'%A b\n'.repeat(n)}---\na: b`),
  yamlText('carriage returns', (n) => `a: b${'\r'.repeat(n)}`),
  yamlText('errors', (n) => `a: [${'}'.repeat(n)}`),
  yamlText('more errors', (n) => 'a: b: c\n'.repeat(n)),
  yamlText('unclosed quotes', (n) => '"a\n'.repeat(n)),
  yamlText('errors of escapes', (n) => `a: "${'\\z'.repeat(n)}"`),
  yamlText(
    'errors of indentation',
    (n) => `a:\n${many(n, (i) => `${' '.repeat(1 + (i % 2))}b: c\n`).join('')}`,
  ),
];

/** Bodies that are long as texts, whatever they say. */
export const textRows: readonly GrowthRow[] = [...jsonRows, ...yamlRows];
