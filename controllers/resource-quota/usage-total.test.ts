import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { ThreadSafeStore } from '../../client/indexer.ts';
import { listOfAmounts, QuotaEvaluators } from '../../component-helpers/index.ts';
import { UsageTotal } from './usage-total.ts';

const around = { classes: () => [], pod: () => undefined, claimsOf: () => [] };
const evaluator = new QuotaEvaluators(around).of('', 'pods') ?? expect.fail();

function pod(cpu: string, metadata: V1Pod['metadata'] = {}, spec = {}): V1Pod {
  return {
    metadata,
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec },
  };
}

/** A total of some pods, and how often one was looked at. */
function totalOf(
  pods: Readonly<Record<string, V1Pod>>,
  scopes: readonly { scopeName: string; operator: string }[] = [],
) {
  const objects = new ThreadSafeStore<KubeObject>();
  for (const [key, one] of Object.entries(pods)) objects.set(key, one);
  let looks = 0;
  const counting = {
    ...evaluator,
    usage(object: KubeObject, nowMs: number) {
      looks++;
      return evaluator.usage(object, nowMs);
    },
  };
  const total = new UsageTotal({ evaluator: counting, objects, scopes, keys: [...objects.keys()] });
  return {
    used: (nowMs = 0) => listOfAmounts(total.at(nowMs)),
    looks: () => looks,
    set(key: string, one: V1Pod | undefined) {
      if (one === undefined) objects.delete(key);
      else objects.set(key, one);
      total.changed(key);
    },
  };
}

test('what has not changed is not looked at again', () => {
  const { used, set, looks } = totalOf({ a: pod('100m'), b: pod('1') });
  expect(used()).toEqual({ 'count/pods': '2', pods: '2', cpu: '1100m', 'requests.cpu': '1100m' });
  set('b', pod('2'));
  set('c', pod('500m'));
  set('a', undefined);
  expect(used()).toMatchObject({ pods: '2', cpu: '2500m' });
  used();
  expect(looks()).toBe(4);
});

test('a pod counts no more once its time to go is over, though nobody tells', () => {
  const going = { deletionTimestamp: '1970-01-01T00:00:10Z', deletionGracePeriodSeconds: 30 };
  const { used, looks } = totalOf({ a: pod('100m', going), b: pod('1') });
  expect(used(40_000)).toMatchObject({ 'count/pods': '2', pods: '2', cpu: '1100m' });
  expect(used(40_001)).toMatchObject({ 'count/pods': '2', pods: '1', cpu: '1' });
  used(90_000);
  expect(looks()).toBe(3);
});

test('what comes into a scope is counted, and what leaves it is not', () => {
  const { used, set } = totalOf({ a: pod('1'), b: pod('2') }, [
    { scopeName: 'Terminating', operator: 'Exists' },
  ]);
  expect(used()).toEqual({});
  set('b', pod('2', {}, { activeDeadlineSeconds: 5 }));
  expect(used()).toMatchObject({ pods: '1', cpu: '2' });
  set('b', pod('2'));
  expect(used()).toMatchObject({ pods: '0', cpu: '0' });
});
