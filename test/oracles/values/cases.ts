import fc from 'fast-check';
import type { RuleCases } from '../kit/rule-cases.ts';
import { type FieldErrorCase, nameRuleNames, type RuleName, type StatusCase } from './rules.ts';

/** Texts near the borders of what a rule takes: made of the characters that mean something to it. */
function textOf(characters: string, maxLength = 12): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), maxLength });
}

const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const quantityText = fc
  .tuple(
    fc.constantFrom('', '', '', '-', '+'),
    fc.oneof(fc.nat(2000), fc.nat(), fc.maxSafeNat(), fc.bigInt(0n, 10n ** 25n)),
    fc.oneof(
      fc.constant(''),
      fc.constant(''),
      fc.nat(9_999_999_999).map((fraction) => `.${fraction}`),
    ),
    fc.oneof(
      fc.constantFrom(...suffixes),
      fc.integer({ min: -12, max: 20 }).map((power) => `e${power}`),
    ),
  )
  .map((parts) => parts.join(''));

const labelKey = fc.constantFrom('a', 'app', 'example.com/tier', 'constructor', 'z', '-bad');
const labelValue = fc.constantFrom('', 'a', 'web', '5', '-7', '10', 'x_', 'in', 'notin');
const labelTerm = fc.oneof(
  labelKey,
  labelKey.map((key) => `!${key}`),
  fc.tuple(labelKey, fc.constantFrom('=', '==', '!=', '>', '<', ' = '), labelValue).map((p) => p.join('')),
  fc
    .tuple(labelKey, fc.constantFrom(' in ', ' notin '), fc.array(labelValue, { maxLength: 4 }))
    .map(([key, operator, values]) => `${key}${operator}(${values.join(',')})`),
);
const labelSelectorText = fc.oneof(
  fc.array(labelTerm, { maxLength: 4 }).map((terms) => terms.join(',')),
  textOf('ab=!(),>< in', 14),
);
/** Only what parses, since only that can match. */
const goodTerm = fc.oneof(
  fc.constantFrom(
    'a',
    '!a',
    'app=web',
    'app!=web',
    'app in (web,a)',
    'app notin (a)',
    'n>5',
    'n<5',
    'constructor',
  ),
  fc.constantFrom('a==', '!constructor', 'n>10', 'app in (,web)'),
);
const labelSet = fc.record(
  { a: labelValue, app: labelValue, n: labelValue, constructor: labelValue },
  { requiredKeys: [], noNullPrototype: true },
);
const labelSelectorObject = fc.record(
  {
    // One label at most: the judge visits several in random order.
    matchLabels: fc.dictionary(fc.constantFrom('app', '-bad'), labelValue, {
      maxKeys: 1,
      noNullPrototype: true,
    }),
    matchExpressions: fc.array(
      fc.record(
        {
          key: labelKey,
          operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt'),
          values: fc.array(labelValue, { minLength: 1, maxLength: 3 }),
        },
        { requiredKeys: ['key', 'operator'] },
      ),
      { maxLength: 3 },
    ),
  },
  { requiredKeys: [] },
);

const fieldTerm = fc
  .tuple(
    fc.constantFrom('metadata.name', 'status.phase', 'spec.nodeName', ''),
    fc.constantFrom('=', '==', '!=', ''),
    textOf('a\\,=', 5),
  )
  .map((parts) => parts.join(''));
const goodFieldTerm = fc
  .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('=', '!=', '=='), fc.constantFrom('', 'x', '\\,'))
  .map((parts) => parts.join(''));

const nameText = fc.oneof(
  textOf('aZ0-._/%*é=', 10),
  fc.tuple(fc.constantFrom('a', 'a.', 'A-'), fc.integer({ min: 60, max: 66 })).map(([s, n]) => s.repeat(n)),
  fc.integer({ min: 250, max: 256 }).map((n) => 'a'.repeat(n)),
);

const jsonValue = fc.oneof(
  fc.constantFrom<unknown>(
    'x',
    '',
    'quote "it"',
    '<b>&',
    'é\u0001\u200b',
    -1,
    0,
    3.5,
    1e21,
    1234567.5,
    true,
    null,
  ),
  fc.constant({ b: [1, 'x'], a: { c: null } }),
  fc.constant([]),
  fc.jsonValue({ maxDepth: 2 }),
);
const fieldPathCase = fc
  .tuple(
    fc.constantFrom('spec', 'metadata'),
    fc.array(
      fc.oneof(
        fc.constantFrom('template', 'name'),
        fc.nat(20),
        fc.constantFrom('a/b', '0').map((key) => ({ key })),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([root, rest]) => [root, ...rest]);
const fieldErrorCase: fc.Arbitrary<FieldErrorCase> = fc.record({
  type: fc.constantFrom(
    ...[
      'required',
      'invalid',
      'typeInvalid',
      'notSupported',
      'duplicate',
      'notFound',
      'forbidden',
      'tooLong',
    ],
    ...['tooLongCharacters', 'tooShort', 'tooMany', 'tooFew', 'internal'],
  ),
  path: fieldPathCase,
  value: jsonValue,
  detail: fc.constantFrom('', 'must be set', 'field is immutable'),
  supported: fc.subarray(['A', 'B', 'say "C"']),
  actual: fc.integer({ min: 0, max: 5 }),
  limit: fc.constantFrom(-1, 0, 1, 2, 63),
});

const statusErrors = [
  ...[
    'notFound',
    'alreadyExists',
    'generateNameConflict',
    'conflict',
    'invalid',
    'badRequest',
    'methodNotSupported',
  ],
  ...['forbidden', 'unauthorized', 'gone', 'expired', 'timeout', 'serverTimeout', 'tooManyRequests'],
  ...['requestEntityTooLarge', 'internalError', 'serviceUnavailable', 'applyConflict'],
] as const;
const statusCase: fc.Arbitrary<StatusCase> = fc
  .record({
    error: fc.constantFrom<string>(...statusErrors),
    where: fc.constantFrom(
      { group: '', resource: 'pods', kind: 'Pod' },
      { group: 'apps', resource: 'deployments', kind: 'Deployment' },
      { group: '', resource: '', kind: '' },
    ),
    name: fc.constantFrom('web', '', 'a"b'),
    text: fc.constantFrom('because', '', 'patch'),
    seconds: fc.constantFrom(0, 1, 10),
    errors: fc.array(fieldErrorCase, { maxLength: 3 }),
  })
  .map(({ where, ...rest }) => ({ ...rest, ...where, errors: rest.error === 'invalid' ? rest.errors : [] }));

const responseCase = fc.record({
  code: fc.constantFrom(400, 401, 402, 403, 404, 405, 406, 409, 413, 415, 418, 422, 429, 500, 502, 503, 504),
  verb: fc.constantFrom('GET', 'POST', 'PUT'),
  resource: fc.constantFrom({ group: '', resource: '' }, { group: 'apps', resource: 'deployments' }),
  name: fc.constantFrom('', 'web'),
  serverMessage: fc.constantFrom('', 'unknown', 'upstream "down"'),
  retryAfterSeconds: fc.constantFrom(0, 5),
});

const metaName = fc.constantFrom('web', 'web-', '', 'Web');
const metaCase = fc.record(
  {
    name: metaName,
    generateName: metaName,
    namespace: fc.constantFrom('default', '', 'a.b'),
    uid: fc.constantFrom('u1', 'u2'),
    resourceVersion: fc.constantFrom('', '7'),
    generation: fc.constantFrom(-1, 0, 1, 2),
    creationTimestamp: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    deletionTimestamp: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
    deletionGracePeriodSeconds: fc.constantFrom(0, 30),
    labels: fc.dictionary(labelKey, labelValue, { maxKeys: 3, noNullPrototype: true }),
    annotations: fc.dictionary(
      fc.constantFrom('a', 'Example.com/X', 'a/b/c', ''),
      fc.constantFrom('v', '<&>'),
      {
        maxKeys: 2,
        noNullPrototype: true,
      },
    ),
    finalizers: fc.subarray(['orphan', 'foregroundDeletion', 'example.com/f', '-bad']),
    ownerReferences: fc.array(
      fc.record(
        {
          apiVersion: fc.constantFrom('v1', 'apps/v1', '', 'a/b/c', '/'),
          kind: fc.constantFrom('Event', 'ReplicaSet', ''),
          name: fc.constantFrom('owner', ''),
          uid: fc.constantFrom('u', ''),
          controller: fc.boolean(),
          blockOwnerDeletion: fc.boolean(),
        },
        { requiredKeys: ['apiVersion', 'kind', 'name', 'uid'] },
      ),
      { maxLength: 3 },
    ),
    managedFields: fc.array(
      fc.record({
        manager: fc.constantFrom('kubectl', 'a\u0007b', 'é'),
        operation: fc.constantFrom('Apply', 'Update', 'Create'),
        fieldsType: fc.constantFrom('', 'FieldsV1', 'FieldsV2'),
        subresource: fc.constantFrom('', 'status'),
      }),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: ['name'] },
);

const timeText = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('2024', '0001', '9998', '24'),
      fc.constantFrom('-02', '-12', '-13', '-2', '/02'),
      fc.constantFrom('-28', '-29', '-30', '-31', '-0', '-00'),
      fc.constantFrom('T', 't', ' '),
      fc.constantFrom('00:00:00', '23:59:59', '24:00:00', '1:02:03', '10:60:00', '10:00:60', '10:00'),
      fc.constantFrom('', '.5', ',25', '.125', '.'),
      fc.constantFrom('Z', 'z', '', '+01:00', '-23:59', '+25:00', '+01:61', '+0100', 'Zx'),
    )
    .map((parts) => parts.join('')),
  fc.integer({ min: -60e12, max: 250e12 }).map((ms) => new Date(ms).toISOString()),
);

const durationText = fc.oneof(
  fc
    .array(
      fc
        .tuple(
          fc.oneof(fc.nat(100), fc.nat(9_999)),
          fc.constantFrom('', '', '.5', '.125'),
          fc.constantFrom('h', 'm', 's', 'ms', 'us', 'µs', 'ns'),
        )
        .map((parts) => parts.join('')),
      { minLength: 1, maxLength: 3 },
    )
    .map((terms) => terms.join('')),
  textOf('19.hms-+x', 6),
);

/** Every rule's cases. */
export const casesByRule: Readonly<Record<RuleName, RuleCases>> = {
  quantity: {
    picked: [
      ...[
        '',
        '0',
        '00',
        '-',
        '+',
        '.',
        '+5',
        '05',
        '-05',
        '5.',
        '.5',
        '1k',
        '1K',
        '1000m',
        '1500m',
        '0.5',
        '-0.5',
        '1e3',
        '1E3',
      ],
      ...[
        '1E',
        '1E6',
        '1e',
        '1ee3',
        '1.5e3',
        '12e-3',
        '1000E',
        '0Ki',
        '1Ki',
        '1023Ki',
        '1024Ki',
        '1025Ki',
        '1.5Ki',
        '0.1Mi',
        '8Ei',
      ],
      ...[
        '7Ei',
        '9223372036854775807',
        '9223372036854775808',
        '1n',
        '0.1n',
        '-0.1n',
        '1.0000000001',
        '100u',
        '999999999999999999',
      ],
      ...[
        '1000000000000000000',
        '1 ',
        ' 1',
        '1m5',
        '5kk',
        '1Kii',
        '0.0001Ki',
        '123456789.123456789Gi',
        '512',
        '512Ki',
        '2000Ki',
      ],
    ],
    random: fc
      .oneof(
        { weight: 3, arbitrary: quantityText },
        textOf('0159.+-eEinumkKM', 7),
        textOf('0159.-eE', 7),
        textOf('15.GTPEi', 5),
      )
      // Our exponents end at 1000, on purpose.
      .filter((text) => !/e[+-]?\d{4}/i.test(text)),
    vectors: 45,
  },
  'quantity-pair': {
    picked: [
      ['0', '1Gi'],
      ['100m', '0.1'],
      ['1Gi', '1G'],
      ['1', '1e-9'],
      ['9223372036854775807', '1'],
      ['1Ki', '1Ki'],
      ['1.5', '1.5'],
    ],
    random: fc.tuple(quantityText, quantityText),
    vectors: 25,
  },
  'int-or-string': {
    picked: [
      { value: null, total: 3, roundUp: true },
      { value: '25', total: 3, roundUp: true },
      { value: 'x%', total: 3, roundUp: true },
      { value: '%', total: 3, roundUp: false },
      { value: '99999999999999999999%', total: 3, roundUp: false },
    ],
    random: fc.record({
      value: fc.oneof(
        fc.integer({ min: -5, max: 200 }),
        fc.integer({ min: -5, max: 200 }).map((n) => `${n}%`),
      ),
      total: fc.nat(1000),
      roundUp: fc.boolean(),
    }),
    vectors: 20,
  },
  labels: {
    picked: [
      ...[
        '',
        ' ',
        ',',
        'a,',
        'a b',
        'a=b,,c',
        'x in (foo,,baz),y,z notin ()',
        'x in',
        'x in (',
        'x in (a',
        'x in (a,',
        'x in ((a))',
      ],
      ...[
        'x in foo',
        '!x=a',
        '!',
        'x=(',
        'in',
        'in in (in)',
        'x>',
        'x>1',
        'x<a',
        'x=a=b',
        'x===a',
        'x!a',
        '=a',
        'x notin (b,a,b)',
      ],
      ...[
        'x in (,)',
        'x in (,,a)',
        'x in (a b)',
        'x=a\0',
        'a/b/c',
        `${'k'.repeat(64)}=v`,
        'x=é',
        'b=1,a=2',
        'x\t=\ny',
      ],
    ],
    random: labelSelectorText,
    vectors: 45,
  },
  'labels-match': {
    picked: [{ selector: 'n>9223372036854775806', labels: { n: '9223372036854775807' } }],
    random: fc
      .tuple(fc.array(goodTerm, { minLength: 1, maxLength: 3 }), labelSet)
      .map(([terms, labels]) => ({ selector: terms.join(','), labels })),
    vectors: 25,
  },
  'labels-object': {
    picked: [{}, { matchExpressions: [{ key: 'a', operator: 'In' }] }],
    random: labelSelectorObject,
    vectors: 15,
  },
  fields: {
    picked: [
      '',
      ',',
      'a',
      'a=b',
      'a==b',
      'a!=b',
      '=b',
      'a=b=c',
      'a=b\\',
      'a=\\x',
      'a=b\\,c,d=e',
      'b=1,a=2',
      'a=\\\\,b=c',
      'a\\=b=c',
    ],
    random: fc.array(fieldTerm, { maxLength: 3 }).map((terms) => terms.join(',')),
    vectors: 25,
  },
  'fields-match': {
    picked: [{ selector: 'constructor=', fields: {} }],
    random: fc
      .tuple(
        fc.array(goodFieldTerm, { maxLength: 3 }),
        fc.record(
          { a: fc.constantFrom('', 'x', ','), b: fc.constantFrom('x', 'y') },
          { noNullPrototype: true },
        ),
      )
      .map(([terms, fields]) => ({ selector: terms.join(','), fields })),
    vectors: 15,
  },
  name: {
    picked: nameRuleNames.flatMap((rule) => [
      ...['', 'a', 'a.b', 'A', '-a', 'a-'].map((value) => ({ rule, value })),
    ]),
    random: fc.record({ rule: fc.constantFrom(...nameRuleNames), value: nameText }),
    vectors: 20,
  },
  meta: {
    picked: [
      { meta: { name: 'a'.repeat(254), generateName: 'web-' }, namespaced: false },
      {
        meta: {
          name: 'a',
          managedFields: [{ operation: 'Update', manager: 'm'.repeat(129), subresource: 's'.repeat(257) }],
        },
        namespaced: false,
      },
    ],
    random: fc.record({ meta: metaCase, namespaced: fc.boolean() }),
    vectors: 11,
  },
  'meta-update': {
    picked: [],
    random: fc.record({ meta: metaCase, old: metaCase }),
    vectors: 11,
  },
  'field-errors': {
    picked: [],
    random: fc.array(fieldErrorCase, { minLength: 1, maxLength: 3 }),
    vectors: 18,
  },
  status: {
    picked: statusErrors.map((error) => ({
      error,
      ...{
        group: 'apps',
        resource: 'deployments',
        kind: 'Deployment',
        name: 'web',
        text: 'because',
        seconds: 2,
      },
      errors: [
        {
          type: 'invalid',
          path: ['spec', 'replicas'],
          value: -1,
          detail: 'must be greater than or equal to 0',
        },
      ],
    })),
    random: statusCase,
    vectors: 14,
  },
  response: { picked: [], random: responseCase, vectors: 14 },
  time: {
    picked: [
      '',
      '2026-01-02T15:04:05Z',
      '2026-01-02T15:04:05.123456Z',
      '2026-01-02T15:04:05.0000019999Z',
      '2026-01-02"',
    ],
    random: timeText,
    vectors: 35,
  },
  'time-format': {
    picked: [0, -1, 999, 253402300799999],
    random: fc.integer({ min: -62e12, max: 253e12 }),
    vectors: 5,
  },
  duration: {
    picked: [
      '',
      '0',
      '-0',
      '1',
      '1h2m3s',
      '-1.5h',
      '1.s',
      '.5s',
      '.s',
      '1x',
      '9223372036854775807ns',
      '9223372036854775808ns',
      '3000000h',
      '1µs',
      '1é"s',
    ],
    random: durationText,
    vectors: 20,
  },
  'human-duration': {
    picked: [
      -2000, -1999, -1000, -1, 0, 59_000, 60_000, 119_999, 120_000, 599_000, 600_000, 10_799_000, 10_800_000,
      28_800_000, 172_800_000, 691_200_000,
    ],
    random: fc.oneof(
      fc.nat(10_000_000),
      fc.nat(1_000_000_000),
      fc.integer({ min: -5000, max: 400_000_000_000 }),
    ),
    vectors: 40,
  },
  hash: { picked: ['', 'a', 'foobar', 'é'], random: fc.string(), vectors: 6 },
  format: {
    picked: ['\u2028', '\u007f', '😀', 0.1, 1e-7, 123456.5, -0.00001],
    random: jsonValue,
    vectors: 20,
  },
  'write-options': {
    picked: [],
    random: fc.record({
      options: fc.record(
        {
          fieldManager: fc.constantFrom('', 'kubectl', 'a\nb', 'x'.repeat(129)),
          dryRun: fc.constantFrom([], ['All'], ['Some'], ['All', 'All']),
          fieldValidation: fc.constantFrom('', 'Strict', 'strict'),
          force: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
      patch: fc.constantFrom('', 'application/apply-patch+yaml', 'application/merge-patch+json'),
    }),
    vectors: 15,
  },
  'delete-options': {
    picked: [],
    random: fc.record(
      {
        propagationPolicy: fc.constantFrom('Foreground', 'Background', 'Orphan', 'Never'),
        orphanDependents: fc.boolean(),
        dryRun: fc.constantFrom(['All'], ['x']),
      },
      { requiredKeys: [] },
    ),
    vectors: 10,
  },
};
