import { expect, it, test } from 'vitest';
import type { V2HPAScalingRules } from '../../api/index.ts';
import { limitedByBehavior, limitedByDefault } from './limits.ts';
import { AutoscalerMemory } from './memory.ts';

const nowMs = 1_000_000;
const ago = (seconds: number) => nowMs - seconds * 1000;

it.each([
  ['twice as many', 10, { current: 4, min: 1, max: 20 }, 8, 'ScaleUpLimit'],
  ['four, however few there are', 10, { current: 1, min: 1, max: 20 }, 4, 'ScaleUpLimit'],
  ['the most there may be', 10, { current: 4, min: 1, max: 6 }, 6, 'TooManyReplicas'],
  ['the least there may be', 1, { current: 4, min: 2, max: 6 }, 2, 'TooFewReplicas'],
  ['what is wanted', 5, { current: 4, min: 2, max: 6 }, 5, 'DesiredWithinRange'],
])('without a behaviour: %s', (_name, desired, bounds, replicas, reason) => {
  expect(limitedByDefault(desired, bounds)).toMatchObject({ replicas, reason });
});

const pods = (value: number, periodSeconds = 60) => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds = 60) => ({ type: 'Percent', value, periodSeconds });

/** What a behaviour makes of it, after so many were added and taken away half a minute ago. */
function limited(
  desired: number,
  current: number,
  rules: { readonly up?: V2HPAScalingRules; readonly down?: V2HPAScalingRules },
  { added = 0, taken = 0 } = {},
) {
  const events = {
    up: added === 0 ? [] : [{ change: added, atMs: ago(30) }],
    down: taken === 0 ? [] : [{ change: taken, atMs: ago(30) }],
    nowMs,
  };
  const { up = {}, down = {} } = rules;
  return limitedByBehavior(desired, { current, min: 1, max: 1000 }, { up, down }, events);
}

test.each<[string, V2HPAScalingRules, number, number, object, number, string]>([
  ['so many pods', { policies: [pods(4)] }, 30, 10, {}, 14, 'ScaleUpLimit'],
  ['so many percent, rounded up', { policies: [percent(15)] }, 30, 10, {}, 12, 'ScaleUpLimit'],
  ['the greater of both', { policies: [pods(4), percent(100)] }, 30, 10, {}, 20, 'ScaleUpLimit'],
  [
    'the less of both',
    { policies: [pods(4), percent(100)], selectPolicy: 'Min' },
    30,
    10,
    {},
    14,
    'ScaleUpLimit',
  ],
  ['less by what was added', { policies: [pods(4)] }, 30, 10, { added: 3 }, 11, 'ScaleUpLimit'],
  ['more by what was taken away', { policies: [pods(4)] }, 30, 10, { taken: 3 }, 17, 'ScaleUpLimit'],
  ['nothing', { policies: [pods(4)], selectPolicy: 'Disabled' }, 30, 10, {}, 10, 'ScaleUpLimit'],
  ['never less than there are', { policies: [pods(1)] }, 30, 10, { added: 5 }, 10, 'ScaleUpLimit'],
  ['what is wanted', { policies: [pods(4)] }, 12, 10, {}, 12, 'DesiredWithinRange'],
])('up by a behaviour: %s', (_name, up, desired, current, events, replicas, reason) => {
  expect(limited(desired, current, { up }, events)).toMatchObject({ replicas, reason });
});

test.each<[string, V2HPAScalingRules, number, number, object, number, string]>([
  ['so many pods', { policies: [pods(4)] }, 1, 10, {}, 6, 'ScaleDownLimit'],
  ['so many percent, rounded down', { policies: [percent(15)] }, 1, 10, {}, 8, 'ScaleDownLimit'],
  ['the greater change', { policies: [pods(4), percent(50)] }, 1, 10, {}, 5, 'ScaleDownLimit'],
  [
    'the less change',
    { policies: [pods(4), percent(50)], selectPolicy: 'Min' },
    1,
    10,
    {},
    6,
    'ScaleDownLimit',
  ],
  ['less by what was taken away', { policies: [pods(4)] }, 1, 10, { taken: 3 }, 9, 'ScaleDownLimit'],
  ['nothing', { selectPolicy: 'Disabled' }, 1, 10, {}, 10, 'ScaleDownLimit'],
  ['the least there may be', { policies: [percent(100)] }, 0, 10, {}, 1, 'TooFewReplicas'],
])('down by a behaviour: %s', (_name, down, desired, current, events, replicas, reason) => {
  expect(limited(desired, current, { down }, events)).toMatchObject({ replicas, reason });
});

it('forgets what was added before its period', () => {
  const events = { up: [{ change: 3, atMs: ago(61) }], down: [], nowMs };
  const bounds = { current: 10, min: 1, max: 100 };
  expect(limitedByBehavior(30, bounds, { up: { policies: [pods(4)] }, down: {} }, events).replicas).toBe(14);
});

it('shrinks to the most that was right within five minutes', () => {
  const memory = new AutoscalerMemory(5, ago(400));
  expect(memory.stabilize(8, ago(310)).replicas).toBe(8);
  expect(memory.stabilize(4, ago(200)).replicas).toBe(8);
  expect(memory.stabilize(3, nowMs)).toMatchObject({ replicas: 4, reason: 'ScaleDownStabilized' });
  expect(memory.stabilize(9, nowMs).replicas).toBe(9);
});

it('takes the least for growing, and the most for shrinking, of windows of their own', () => {
  const rules = { up: { stabilizationWindowSeconds: 60 }, down: { stabilizationWindowSeconds: 120 } };
  const memory = new AutoscalerMemory(5, ago(130));
  expect(memory.stabilizeBy(4, 5, rules, ago(100)).replicas).toBe(5);
  expect(memory.stabilizeBy(7, 5, rules, ago(50)).replicas).toBe(5);
  expect(memory.stabilizeBy(9, 5, rules, ago(10))).toMatchObject({
    replicas: 7,
    reason: 'ScaleUpStabilized',
  });
  expect(memory.stabilizeBy(2, 7, rules, nowMs)).toMatchObject({
    replicas: 7,
    reason: 'ScaleDownStabilized',
  });
});

it('remembers changes for as long as a policy may ask for them', () => {
  const behavior = { scaleUp: { policies: [pods(4, 60)] }, scaleDown: { policies: [pods(4, 600)] } };
  const memory = new AutoscalerMemory(1, ago(1000));
  memory.scaled(behavior, 1, 3, ago(100));
  memory.scaled(behavior, 3, 7, nowMs);
  memory.scaled(behavior, 7, 6, ago(100));
  memory.scaled(behavior, 6, 4, nowMs);
  const { up, down } = memory.recentEvents(nowMs);
  expect(up.map(({ change }) => change)).toEqual([4]);
  expect(down.map(({ change }) => change)).toEqual([1, 2]);
});
