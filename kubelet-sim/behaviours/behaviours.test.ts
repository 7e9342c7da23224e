import { expect, test } from 'vitest';
import type { V1Container, V1Pod } from '../../api/index.ts';
import { behaviourFields } from './behaviour-fields.ts';
import { type BehaviourMatch, behaviourOf, declaredFor, matchesPattern } from './behaviours.ts';

const pod: V1Pod = {
  metadata: { name: 'web-1', namespace: 'shop', labels: { app: 'web', tier: 'front' } },
  spec: { nodeName: 'node-1', containers: [] },
};
const container: V1Container = { name: 'main', image: 'registry.io/team/web:1.2' };

for (const [match, fits] of [
  [{}, true],
  [{ image: 'registry.io/*' }, true],
  [{ image: '*:1.3' }, false],
  [{ name: 'web-*', namespace: 'shop', node: 'node-1', container: 'main' }, true],
  [{ name: 'web-*', node: 'node-2' }, false],
  [{ name: ['api-*', 'web-*'], container: ['main'] }, true],
  [{ name: ['api-*', 'db'] }, false],
  [{ labels: { app: 'web' } }, true],
  [{ labels: { app: 'w*', tier: 'back' } }, false],
  [{ labels: { other: '*' } }, false],
] as const satisfies readonly (readonly [BehaviourMatch, boolean])[]) {
  test(`${JSON.stringify(match)} ${fits ? 'is for' : 'is not for'} the container`, () => {
    const behaviour = behaviourOf([{ match, ready: { never: true } }], 'instant', pod, container);
    expect(behaviour.ready.never).toBe(fits);
  });
}

for (const [pattern, text, fits] of [
  ['*', '', true],
  ['a*b', 'ab', true],
  ['a*b', 'a', false],
  ['ab*ba', 'aba', false],
  ['*mid*', 'a mid b', true],
  ['a*c*e', 'abcde', true],
  ['*mid*', 'mid', true],
  ['*ab*ba*', 'aba', false],
  ['a*bc*c', 'abc', false],
  ['a*c*e', 'abde', false],
  ['exact', 'exactly', false],
] as const) {
  test(`${pattern} ${fits ? 'matches' : 'does not match'} ${text}`, () => {
    expect(matchesPattern(pattern, text)).toBe(fits);
  });
}

test('what a pod does not have fits no pattern', () => {
  const bare: V1Pod = { metadata: { name: 'bare' } };
  for (const match of [{ namespace: '*' }, { node: '*' }, { node: 'n' }, { labels: { app: '*' } }]) {
    expect(behaviourOf([{ match, ready: { never: true } }], 'instant', bare, container).ready.never).toBe(
      false,
    );
  }
});

test('the first that matches counts, and what it leaves out is as the preset has it', () => {
  const behaviours = [
    { match: { image: 'none' }, stop: { exitCode: 9 } },
    { match: { container: 'main' }, stop: { exitCode: 143 } },
    { stop: { exitCode: 1 }, ready: { never: true } },
  ];
  const behaviour = behaviourOf(behaviours, 'default', pod, container);
  expect(behaviour.stop).toEqual({ delayMs: [50, 100], exitCode: 143, ignoresSigterm: false });
  expect(behaviour.ready).toEqual({ afterMs: 0, never: false });
});

test('with one that is partial the next counts, too, for what it leaves out', () => {
  const behaviours = [
    { partial: true, stop: { exitCode: 143 }, usage: { cpu: '1' } },
    { partial: true, match: { image: 'none' }, ready: { never: true } },
    { run: { times: 2 }, usage: { cpu: '2' } },
    { ready: { never: true } },
  ];
  const behaviour = behaviourOf(behaviours, 'instant', pod, container);
  expect(behaviour).toMatchObject({ stop: { exitCode: 143 }, run: { times: 2 }, ready: { never: false } });
  expect(behaviour.usageOf).toBe(behaviours[0]);
  expect(declaredFor(behaviours, pod, container, 'usage')).toBe(behaviours[0]);
  expect(declaredFor(behaviours, pod, container, 'logs', 'exec')).toBe(behaviours[2]);
});

test('the table of fields tells the defaults of the default preset', () => {
  const behaviour = behaviourOf([], 'default', pod, container);
  const told = Object.fromEntries(behaviourFields.map((field) => [field.path, field.default]));
  for (const [part, fields] of Object.entries(behaviour)) {
    for (const [field, value] of Object.entries(fields)) {
      const text = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
      expect(told[`${part}.${field}`], `${part}.${field}`).toBe(text);
    }
  }
});
