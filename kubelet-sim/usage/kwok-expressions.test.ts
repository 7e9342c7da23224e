import { expect, test } from 'vitest';
import { amountAt } from './declared-amount.ts';

const atMs = Date.parse('2022-01-01T00:00:00Z');
const node = {
  metadata: { name: 'node-1', creationTimestamp: '2021-12-31T00:00:00Z' },
  status: { allocatable: { cpu: '90m' } },
};
const container = { name: 'c', image: 'i', resources: { requests: { cpu: '10m' } } };
const pod = {
  metadata: { name: 'web', annotations: { cpu_usage: '10m' }, creationTimestamp: '2021-12-31T23:59:00Z' },
  spec: { nodeName: 'node-1', containers: [container] },
};
const of = { name: 'a', atMs, pod, container, nodeOf: () => node };

// What kwok's own tests and pages have, and what its engine answers to it.
test.each([
  [
    '( Quantity("10m") + Quantity(pod.metadata.annotations["cpu_usage"]) + node.status.allocatable["cpu"] + pod.spec.containers[0].resources.requests["cpu"] ) * 1.5 * 10',
    1800,
  ],
  ['( Now().UnixSecond() - node.metadata.creationTimestamp.UnixSecond() ) * 2.0 / 10.0', 17_280_000],
  ['Quantity("1Mi") * (pod.SinceSecond() / 60.0)', 1024 * 1024 * 1000],
  ['SinceSecond(node)', 86_400_000],
  ['UnixSecond(Now()) - UnixSecond(pod.metadata.creationTimestamp)', 60_000],
  ['"none" in pod.metadata.labels ? Quantity("1") : Quantity("2m")', 2],
  ['container.resources.limits["cpu"] + Quantity("3m")', 3],
  ['"cpu" in container.resources.limits', 0],
  ['has(pod.metadata.labels)', 0],
  ['Quantity("1") / 3', 333],
  ['Quantity("4") - Quantity("500m") > Quantity("3")', 1000],
  ['Quantity("1k") == Quantity("1000")', 1000],
  ['quantity("1Gi").add(quantity("1Ki")) == Quantity("1048577Ki")', 1000],
  ['Rand() >= 0.0 && Rand() < 1.0', 1000],
])('%s', (expression, milli) => {
  const problems: string[] = [];
  expect([amountAt({ expression }, 0, of, (text) => problems.push(text)), problems]).toEqual([milli, []]);
});

test('what chance decides is the same for whoever asks of the same moment', () => {
  const drawn = (sinceMs: number) => amountAt({ expression: 'Rand()' }, sinceMs, of);
  expect(drawn(1)).toBe(drawn(1));
  expect(drawn(1)).not.toBe(drawn(2));
});

test.each([
  ['Quantity("many")', 'quantities must match the regular expression'],
  ['Quantity("1") * Quantity("2")', 'no such overload'],
  ['Quantity("1") / 0', 'division by zero'],
  ['SinceSecond(container)', 'no such overload'],
])('%s is nothing, and says why', (expression, says) => {
  const problems: string[] = [];
  expect(amountAt({ expression }, 0, of, (text) => problems.push(text))).toBe(0);
  expect(problems.join()).toContain(says);
});
