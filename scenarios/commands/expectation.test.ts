import { expect, test } from 'vitest';
import { failureOf } from '../testing/one-scenario.ts';

const tainted = (taints: string) =>
  `{resource: {apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {taints: [${taints}]}}}`;
const [first, second] = ['{key: a, effect: NoSchedule}', '{key: b, effect: NoExecute}'];
const taint = `patch: ${tainted(`${first}, ${second}`)}`;

test('an error finds what it describes beside other items of a list', async () => {
  for (const described of [first, second, '{effect: NoExecute}', `${second}, ${first}`]) {
    const failure = await failureOf(taint, `error: ${tainted(described)}`);
    expect([described, failure?.detail]).toEqual([described, 'Node node-1 is still as described']);
    expect(await failureOf(taint, `assert: ${tainted(described)}`)).toBeUndefined();
  }
  expect(await failureOf(taint, `error: ${tainted('{key: b, effect: NoSchedule}')}`)).toBeUndefined();
  expect(await failureOf(taint, `error: ${tainted('')}`)).toBeUndefined();
});

test('quantities are compared as the API server writes them', async () => {
  const pod = (cpu: string) =>
    `{resource: {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: a, resources: {limits: {cpu: ${cpu}}}}]}}}`;
  const create = `create: ${pod('"2"')}`;
  expect(await failureOf(create, `assert: ${pod('2000m')}`)).toBeUndefined();
  expect((await failureOf(create, `error: ${pod('2000m')}`))?.step).toBe(2);
});

test('who waits for hours sees what comes after hours', async () => {
  const spec = 'spec: {containers: [{name: c, image: a}]}';
  const annotation = `annotations: {homeostat.dev/behaviour: '{"ready": {"afterMs": 9000000}}'}`;
  const create = `create: {resource: {apiVersion: v1, kind: Pod, metadata: {name: p, ${annotation}}, ${spec}}}`;
  const ready = 'wait: {apiVersion: v1, kind: Pod, name: p, timeout: 3h, for: {condition: {name: Ready}}}';
  expect(await failureOf(create, ready)).toBeUndefined();
});
