import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze } from '../sharing/freeze.ts';
import { applyDefaults } from './apply-defaults.ts';
import type { Schema } from './schema.ts';

const port: Schema = {
  type: 'object',
  properties: { port: { type: 'integer' }, protocol: { type: 'string', default: 'TCP' } },
};

const schema: Schema = deepFreeze({
  type: 'object',
  properties: {
    replicas: { type: 'integer', default: 1 },
    strategy: {
      type: 'object',
      default: { type: 'RollingUpdate' },
      properties: { type: { type: 'string' }, surge: { type: 'int-or-string', default: '25%' } },
    },
    probe: { type: 'object', properties: { period: { type: 'integer', default: 10 } } },
    ports: { type: 'array', items: port },
    named: { type: 'object', additionalProperties: port },
    plain: { type: 'object', properties: { a: { type: 'string' } } },
  },
});

test('absent members get their default, and a default gets those within it', () => {
  expect(applyDefaults(schema, {})).toEqual({
    replicas: 1,
    strategy: { type: 'RollingUpdate', surge: '25%' },
  });
});

test('nothing is invented below an absent parent, but below a present one', () => {
  const value = { probe: {}, ports: [{ port: 1 }, { protocol: 'UDP' }], named: { x: {} } };
  expect(applyDefaults(schema, value)).toMatchObject({
    probe: { period: 10 },
    ports: [{ port: 1, protocol: 'TCP' }, { protocol: 'UDP' }],
    named: { x: { protocol: 'TCP' } },
  });
});

test('null gets the default unless null is a value', () => {
  const nullable: Schema = {
    type: 'object',
    properties: { a: { type: 'string', default: 'x' }, b: { type: 'string', default: 'x', nullable: true } },
  };
  expect(applyDefaults(nullable, { a: null, b: null })).toEqual({ a: 'x', b: null });
});

test('what needs nothing is the same reference, and defaults are shared', () => {
  const value = deepFreeze({ replicas: 2, plain: { a: 'x' }, ports: [{ protocol: 'UDP' }] });
  const first = applyDefaults(schema, value) as { plain: object; ports: object; strategy: object };
  const second = applyDefaults(schema, {}) as { strategy: object };
  expect(first.plain).toBe(value.plain);
  expect(first.ports).toBe(value.ports);
  expect(first.strategy).toBe(second.strategy);
});

test('a value with its defaults is answered as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = deepFreeze(applyDefaults(schema, deepFreeze(value)));
      expect(applyDefaults(schema, once)).toBe(once);
    }),
  );
});

test('a schema that contains itself many times over is looked at once', () => {
  const members: Record<string, Schema> = {};
  const tree: Schema = { type: 'object', properties: members };
  for (const name of 'abcdefghij') members[name] = { type: 'object', additionalProperties: tree };
  const value = deepFreeze({ a: { x: { b: { y: {} } } } });
  expect(applyDefaults(tree, value)).toBe(value);
  members.late = { type: 'string', default: 'x' };
  expect(applyDefaults({ ...tree }, {})).toEqual({ late: 'x' });
});

test('what is as in a value that has its defaults is not entered, and all else is', () => {
  const done = { strategy: {} };
  expect((applyDefaults(schema, done, done) as typeof done).strategy).toBe(done.strategy);
  expect((applyDefaults(schema, { strategy: {} }, done) as typeof done).strategy).toMatchObject({
    surge: '25%',
  });
});
