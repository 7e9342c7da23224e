import fc from 'fast-check';
import type { V1JSONSchemaProps } from '../../../api/index.ts';
import type { Question } from './cases.ts';
import { templates, variableTemplates } from './templates.ts';

/** Random expressions over one schema with all that a schema may say, and some that are broken. */

const schema: V1JSONSchemaProps = {
  type: 'object',
  required: ['i', 's'],
  properties: {
    i: { type: 'integer' },
    gone: { type: 'integer' },
    d: { type: 'number' },
    b: { type: 'boolean' },
    s: { type: 'string', maxLength: 20 },
    t: { type: 'string', enum: ['one', 'three'] },
    u: { type: 'string', format: 'duration' },
    w: { type: 'string', format: 'date-time' },
    y: { type: 'string', format: 'byte', maxLength: 8 },
    ios: { 'x-kubernetes-int-or-string': true },
    l: { type: 'array', maxItems: 10, items: { type: 'integer' } },
    ls: { type: 'array', items: { type: 'string', maxLength: 5 } },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    objs: {
      type: 'array',
      maxItems: 4,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: { type: 'object', properties: { k: { type: 'string' }, v: { type: 'integer' } } },
    },
    m: { type: 'object', maxProperties: 3, additionalProperties: { type: 'integer' } },
    o: {
      type: 'object',
      properties: { s: { type: 'string' }, n: { type: 'integer' }, missing: { type: 'string' } },
    },
    'a-b': { type: 'string' },
    namespace: { type: 'string' },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};

const objects = [
  {
    i: 3,
    d: 1.5,
    b: true,
    s: 'hello',
    t: 'one',
    u: '90s',
    w: '2024-05-06T07:08:09Z',
    y: 'aGk=',
    ios: 5,
    l: [3, 1, 2],
    ls: ['a', 'bc'],
    set: ['x', 'y'],
    objs: [
      { k: 'x', v: 1 },
      { k: 'y', v: 2 },
    ],
    m: { a: 1 },
    o: { s: 'é', n: 7 },
    'a-b': 'dash',
    namespace: 'default',
    free: { any: [1] },
  },
  {
    i: -1,
    d: 2,
    b: false,
    s: '',
    t: 'three',
    ios: 'x',
    l: [],
    set: ['y', 'x'],
    objs: [
      { k: 'y', v: 2 },
      { k: 'x', v: 1 },
    ],
    m: { b: 2 },
    o: {},
  },
];

/** Where a hole is filled: how deep, and what the variables of the loops around it are called. */
interface Place {
  readonly depth: number;
  readonly variable?: string;
}

function fill(template: string, { depth, variable }: Place): fc.Arbitrary<string> {
  const parts = template.split(/(\{[a-z-]+(?::[a-z]+:[a-z]+)?\})/);
  const filled = parts.map((part) => {
    const [, type, name, kind] = /^\{([a-z-]+)(?::([a-z]+):([a-z]+))?\}$/.exec(part) ?? [];
    if (type === undefined) return fc.constant(part.replaceAll('$', variable ?? 'x'));
    if (name !== undefined) return variableUse(`${type}:${kind}`, { depth: depth - 1, variable: name });
    return expressionOf(type, { depth: depth - 1, ...(variable === undefined ? {} : { variable }) });
  });
  return fc.tuple(...filled).map((texts) => texts.join(''));
}

function variableUse(use: string, place: Place): fc.Arbitrary<string> {
  return fc.constantFrom(...(variableTemplates[use] ?? ['$'])).chain((template) => fill(template, place));
}

/** One in fifty parts is of another type than it should be. */
function expressionOf(type: string, place: Place): fc.Arbitrary<string> {
  const all = templates[type] ?? ['null'];
  const simple = all.filter((template) => !template.includes('{') || /^\{'/.test(template));
  const pool = place.depth <= 0 && simple.length > 0 ? simple : all;
  const right = fc.constantFrom(...pool).chain((template) => fill(template, place));
  const wrapped = right.map((text) => (/[ ?]/.test(text) && place.depth < 3 ? `(${text})` : text));
  const wrong = fc.constantFrom("'1'", '1', 'null', 'self', '[1]', 'nothing', 'self.nothing', 'dyn(1)');
  return fc.oneof({ weight: 49, arbitrary: wrapped }, { weight: 1, arbitrary: wrong });
}

/** Expressions of any type; rarely a character is changed. */
export const randomQuestion: fc.Arbitrary<Question> = fc
  .record({
    expression: fc
      .constantFrom(
        'bool',
        'bool',
        'bool',
        'int',
        'string',
        'list-int',
        'list-string',
        'map',
        'opt',
        'dyn',
        'duration',
      )
      .chain((type) => expressionOf(type, { depth: 3 })),
    swap: fc.boolean(),
    optional: fc.boolean(),
    limit: fc.constantFrom(undefined, undefined, undefined, 20),
  })
  .map(({ expression, swap, optional, limit }) => ({
    expression,
    schema,
    self: objects[swap ? 1 : 0],
    oldSelf: objects[swap ? 0 : 1],
    ...(optional && !expression.includes('oldSelf') ? { optional } : {}),
    ...(limit === undefined ? {} : { limit }),
  }));

const tokens = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  '?',
  ':',
  '!',
  '-',
  '==',
  '&&',
  "'",
  '"',
  '1',
  'a',
  '@',
  'in',
  'has',
  ' ',
];

/** Expressions with one token too many or too few. */
export const brokenQuestion: fc.Arbitrary<Question> = fc
  .tuple(expressionOf('bool', { depth: 2 }), fc.nat(), fc.constantFrom(...tokens), fc.nat(3))
  .map(([expression, place, token, cut]) => {
    const at = place % (expression.length + 1);
    return {
      expression: expression.slice(0, at) + token + expression.slice(at + cut),
      schema,
      self: objects[0],
    };
  });
