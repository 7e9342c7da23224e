import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseYaml } from './parse-yaml.ts';
import { writeYaml } from './write-yaml.ts';

it('writes blocks, keys in order, and quotes what could be read as something else', () => {
  const value = {
    kind: 'ConfigMap',
    apiVersion: 'v1',
    data: { yes: 'true', number: '1e3', text: 'a b', lines: 'a\nb\n', none: '' },
    items: [{ name: 'a', ports: [80, 81] }, []],
    empty: {},
    nothing: null,
  };
  expect(writeYaml(value)).toBe(
    [
      'apiVersion: v1',
      'data:',
      '  lines: |',
      '    a',
      '    b',
      '  none: ""',
      '  number: "1e3"',
      '  text: a b',
      '  "yes": "true"',
      'empty: {}',
      'items:',
      '- name: a',
      '  ports:',
      '  - 80',
      '  - 81',
      '- []',
      'kind: ConfigMap',
      'nothing: null',
      '',
    ].join('\n'),
  );
});

it('writes what is read as the same again', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'grapheme-ascii' }),
      fc.constantFrom('1', 'no', '~', '- a', ': b', '# c', ' d ', '2020-01-01', '0x1', 'a\nb', '"', "'"),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.string({ unit: 'grapheme-ascii', minLength: 1 }), tie('any'), { maxKeys: 3 }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (one) => {
      const text = writeYaml({ one });
      expect(parseYaml(text)[0]?.value, text).toEqual({ one });
    }),
  );
});
