import { expect, test } from 'vitest';
import { celEnvironment } from '../index.ts';

const lost = (column: number, shown: string) =>
  `1:${column}: Syntax error: no viable alternative at input '${shown}'`;

/** What Kubernetes 1.36 says of conditions of webhooks. */
test.each([
  ['a/../b', [lost(4, '..')]],
  ['a/..', [lost(4, '..')]],
  ['..a b', [lost(2, '..')]],
  ['..[0]', [lost(2, '..')]],
  ['.[0].a', [lost(2, '.[')]],
  ['[..]', [lost(3, '..')]],
  ['{..:1}', [lost(3, '..')]],
  ['.f(..).g', [lost(5, '..')]],
  ['a..b..c', [lost(3, '..')]],
  ['a/../b/../c', [lost(4, '..'), lost(9, '..')]],
  ['.true.b', ["1:2: Syntax error: mismatched input 'true' expecting IDENTIFIER"]],
])('of dots that begin or select nothing one is told: %s', (expression, says) => {
  const compiled = celEnvironment({ variables: {} }).compile(expression);
  const { error = '' } = 'error' in compiled ? compiled : {};
  expect([...error.matchAll(/ERROR: <input>:(.*)/g)].map(([, issue]) => issue)).toEqual(says);
});
