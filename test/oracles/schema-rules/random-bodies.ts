import fc from 'fast-check';
import type { Question } from './cases.ts';

/** Texts that are nearly JSON, JSON with members given twice, and scalars as people write them in YAML. */

const tokens = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"a"',
  '"b"',
  '"\\u0041"',
  '1',
  '-1',
  '0.5',
  '1e3',
  'true',
  'false',
  'null',
  ' ',
  '\n',
  '"',
  '-',
  '01',
  '1.',
  '1e',
  'tru',
  'nul',
  'x',
  '\\',
  '"\\x"',
  '"\\u00g0"',
  "'",
  '\t',
  'é',
  '"\n"',
  '+1',
  '.5',
] as const;

export const brokenJson: fc.Arbitrary<Question> = fc
  .oneof(
    fc.array(fc.constantFrom(...tokens), { maxLength: 7 }).map((parts) => parts.join('')),
    fc
      .tuple(fc.json({ maxDepth: 2 }), fc.nat(), fc.constantFrom(...tokens))
      .map(([text, at, token]) => spoil(text, at, token)),
  )
  .map((text): Question => ({ type: 'json', text }));

function spoil(text: string, at: number, token: string): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + token + text.slice(place + 1);
}

const { member: jsonText } = fc.letrec<{ member: string; object: string; list: string }>((tie) => ({
  member: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom('1', '"x"', 'null', '{}'),
    tie('object'),
    tie('list'),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom('a', 'b', '\\u0061', 'c.d', '__proto__'), tie('member')), {
      maxLength: 4,
    })
    .map((members) => `{${members.map(([key, value]) => `"${key}": ${value}`).join(', ')}}`),
  list: fc.array(tie('member'), { maxLength: 3 }).map((items) => `[${items.join(',')}]`),
}));

export const repeatedMembers: fc.Arbitrary<Question> = jsonText.map(
  (text): Question => ({ type: 'duplicates', text }),
);

const plainScalar = fc.oneof(
  fc.constantFrom(
    'yes',
    'Yes',
    'no',
    'on',
    'OFF',
    'y',
    'N',
    'true',
    'True',
    'TRUE',
    'tRue',
    'null',
    'Null',
    '~',
    '',
    'nULL',
    '0',
    '-0',
    '+0',
    '007',
    '0o17',
    '0O17',
    '08',
    '0x1F',
    '0XfF',
    '-0x10',
    '0b101',
    '-0b11',
    '0B1',
    '1_000',
    '1_',
    '_1',
    '0_7',
    '1__0',
    '+12',
    '-12',
    '1.',
    '.5',
    '-.5',
    '1.5e3',
    '1e3',
    '1E+3',
    '1e',
    '1_0.5',
    '1.5_0',
    '.inf',
    '1:30',
    '12:30:45',
    '2001-01-01',
    '2001-12-14t21:59:43.10-05:00',
    '1.2.3',
    '10Gi',
    '100m',
    '0.1',
    '1e400',
    '<<',
    '=',
    '0x',
    '0b',
    '0o',
    '0b2',
    '08.5',
    '1e-3',
    '9007199254740991',
    'a b',
    'http://x',
    "it's",
    '#c',
    '- x',
    '.',
    '+',
    '-',
    '+.5',
    '.5.',
    '0.',
    '00',
    '-00',
    '0_',
    '+1_000',
    '1,000',
    '0x1_0',
    '0x_1',
    '0o_7',
    '0b_1',
  ),
  fc.stringMatching(/^[-+0-9._xobeE]{1,5}$/),
);

export const yamlScalar: fc.Arbitrary<Question> = plainScalar.map(
  (text): Question => ({ type: 'yaml', text: `a: ${text}\n` }),
);
