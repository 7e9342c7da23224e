import { expect, test } from 'vitest';
import type { KeptAttempt, PodAttempts } from '../../scheduler/attempts/attempt-log.ts';
import { attemptsOfScenario } from '../attempts-of-scenario.ts';
import { type ExplanationOptions, explanation } from './index.ts';

const output = { style: (_style: unknown, text: string) => text };
const told = (known: PodAttempts, more: Partial<ExplanationOptions> = {}) =>
  explanation(known, { allNodes: false, ...more, output }).split('\n');

const names = (count: number) => Array.from({ length: count }, (_, at) => `node-${at + 1}`);

function attempt(more: Partial<KeptAttempt>): KeptAttempt {
  return {
    pod: 'default/p',
    uid: 'uid-p',
    podRevision: 7,
    attempt: 1,
    record: 12,
    because: { event: 'UnscheduledPodAdd' },
    nodeCount: 0,
    refused: [],
    feasible: [],
    scores: [],
    totals: [],
    atMs: 0,
    by: 'default-scheduler',
    causes: [],
    ...more,
  };
}

const known = (...attempts: KeptAttempt[]): PodAttempts => ({
  pod: 'default/p',
  nowMs: 65_000,
  attempts,
  forgotten: 0,
});

const placed = attempt({
  nodeCount: 4,
  refused: [
    { plugin: 'TaintToleration', code: 'UnschedulableAndUnresolvable', reasons: ['tainted'], nodes: ['c'] },
  ],
  feasible: ['a', 'b'],
  scores: [
    { plugin: 'TaintToleration', weight: 3, raw: [2, 0], normalized: [0, 100] },
    { plugin: 'NodeResourcesFit', weight: 1, raw: [81, 60], normalized: [81, 60] },
  ],
  totals: [81, 360],
  node: 'b',
});

test('a pod that has a node is explained by what each plugin gave, times its weight', () => {
  expect(told(known(placed))).toEqual([
    'Pod default/p: it has got b, by attempt 1',
    '',
    'attempt 1 of revision 7 at 1970-01-01T00:00:00Z by default-scheduler, because of UnscheduledPodAdd',
    'it went to b, the best of 2 nodes that would do',
    '',
    'NODES  REFUSED BY       WHY                                    WHICH',
    '    1  TaintToleration  tainted                                c',
    '    1                   not looked at: enough others would do',
    '',
    'PLUGIN                     b *       a',
    'TaintToleration   x3  0 -> 100  2 -> 0',
    'NodeResourcesFit            60      81',
    'sum                        360      81',
  ]);
  expect(told(known(placed), { allNodes: true }).slice(-2)).toEqual([
    'b *  360 = TaintToleration 3 x 100 + NodeResourcesFit 60',
    'a  81 = TaintToleration 3 x 0 + NodeResourcesFit 81',
  ]);
});

test('who would make way is told of every node where that helps, and the one that was taken is marked', () => {
  const candidates = [
    { node: 'a', victims: ['default/x', 'default/y'], violations: 1 },
    { node: 'b', victims: ['default/z'], violations: 0 },
  ];
  const lines = told(known(attempt({ nodeCount: 2, message: 'no room', nominatedNode: 'b', candidates })));
  expect(lines.slice(3, 5)).toEqual(['it went nowhere: no room', 'others make way for it on b']);
  expect(lines.slice(-3)).toEqual([
    'MAKING WAY ON  PODS',
    'b *            default/z',
    'a              default/x, default/y  against a budget',
  ]);
});

test.each([
  ['nominated', 'which it was nominated for; no other was looked at'],
  ['batched', 'the next best one for pods like the one before; no other was looked at'],
] as const)(
  'where it went without a search (%s), that is why, and nothing is said of other nodes',
  (unsought, why) => {
    const lines = told(known(attempt({ nodeCount: 3, feasible: ['a'], node: 'a', unsought })));
    expect(lines.slice(3)).toEqual([`it went to a, ${why}`]);
  },
);

test('of 5,000 nodes some are named, and all of them if asked', () => {
  const refused = [
    { plugin: 'NodeResourcesFit', code: 'Unschedulable', reasons: ['Insufficient cpu'], nodes: names(5_000) },
  ];
  const pending = known(attempt({ nodeCount: 5_000, refused, message: 'no room' }));
  expect(told(pending).at(-1)).toBe(
    ' 5000  NodeResourcesFit  Insufficient cpu  node-1, node-2, node-3, node-4, node-5, ...',
  );
  expect(told(pending, { allNodes: true }).at(-1)).toContain('node-4999, node-5000');
  const feasible = names(5_000);
  const equal = feasible.map(() => 50);
  const scores = [{ plugin: 'NodeResourcesFit', weight: 1, raw: equal, normalized: equal }];
  const there = known(attempt({ nodeCount: 5_000, feasible, scores, totals: equal, node: 'node-9' }));
  expect(told(there)).toContain('it went to node-9, drawn from 5000 nodes that were equally good');
  expect(told(there)).toContain('PLUGIN              node-9 *  node-1  node-2  node-3  node-4');
  expect(told(there).at(-1)).toBe('and 4995 more, which --all-nodes shows');
});

test.each([
  [{ place: 'active' }, 'it waits for its turn since 1970-01-01T00:00:05Z (60s)'],
  [{ place: 'backoff', untilMs: 68_000 }, 'it is tried again in 3s'],
  [
    { place: 'unschedulable', plugins: ['A', 'B'] },
    'it is tried again when something changes that A or B may take another look at, or after five minutes',
  ],
  [
    { place: 'gated', plugins: ['SchedulingGates'], message: 'waiting' },
    'SchedulingGates keeps it from being tried: waiting',
  ],
  [{ place: 'permit', plugins: ['Holds'], node: 'n' }, 'it has got n, and waits since'],
  [{ place: 'binding', node: 'n' }, 'it has got n, and is on its way there since'],
] as const)('a pod that waits says where: %o', (place, text) => {
  const waiting = { ...known(), place: { pod: 'default/p', uid: 'u', sinceMs: 5_000, by: 's', ...place } };
  expect(told(waiting)[0]).toContain(text);
});

test('what is not known is said to be so', () => {
  expect(() => told(known())).toThrow('nothing is known of pod default/p: there is none');
  expect(() => told({ ...known(), forgotten: 3 })).toThrow('among the 3 attempts that were forgotten');
  expect(() => told(known(placed), { which: { attempt: 2 } })).toThrow(
    'attempt 2 of pod default/p is not known; known: 1',
  );
});

test('an attempt is named by the revision of the pod that it looked at, as long as it is kept', () => {
  const later = [8, 8, 11].map((podRevision, at) =>
    attempt({ podRevision, attempt: at + 2, message: 'full' }),
  );
  const kept = { ...known(...later), forgotten: 1 };
  expect(told(kept, { which: { revision: 8 } })[2]).toMatch(/^attempt 3 of revision 8 at /);
  expect(() => told(kept, { which: { revision: 7 } })).toThrow(
    'an attempt of revision 7 of pod default/p is not known; known: 8, 11; earlier ones were forgotten for lack of room',
  );
  expect(() => told(known(placed), { which: { revision: 8 } })).toThrow(/not known; known: 7$/);
});

test('a pod of a scenario is explained as it is at the end, and as it was before', async () => {
  const large = await attemptsOfScenario('scenarios/unschedulable.yaml', '7', 'default/large');
  expect(told(large)).toContain('it went to node-1, the only node that would do');
  expect(told(large)[2]).toMatch(
    /because of AssignedPod\/Delete of default\/small \(hint of NodeResourcesFit\)$/,
  );
  const revision = large.attempts[0]?.podRevision ?? 0;
  const first = told(large, { which: { revision } });
  expect(first).toContain(
    "    2  NodeAffinity      node(s) didn't match Pod's node affinity/selector  node-2, node-3",
  );
  expect(told(large, { which: { attempt: 1 } })).toEqual(first);
});
