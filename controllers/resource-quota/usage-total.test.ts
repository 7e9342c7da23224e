import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { ThreadSafeStore } from '../../client/indexer.ts';
import { extendedClaimAnnotation, listOfAmounts, QuotaEvaluators } from '../../component-helpers/index.ts';
import { UsageTotal } from './usage-total.ts';

const around = { classes: () => [], pod: () => undefined, claimsOf: () => [] };
const ofPods = new QuotaEvaluators(around).of('', 'pods') ?? expect.fail();

function pod(cpu: string, metadata: V1Pod['metadata'] = {}, spec = {}): V1Pod {
  return {
    metadata,
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }], ...spec },
  };
}

/** A total of some objects, and how often one was looked at. */
function totalOf(
  those: Readonly<Record<string, KubeObject>>,
  scopes: readonly { scopeName: string; operator: string }[] = [],
  evaluator = ofPods,
) {
  const objects = new ThreadSafeStore<KubeObject>();
  for (const [key, one] of Object.entries(those)) objects.set(key, one);
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
    set(key: string, one: KubeObject | undefined) {
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

test('claims of devices are looked at again when a class is another; when one changes, those that were made for pods are', () => {
  let revision = 0;
  const classes = [{ metadata: { name: 'gpu' }, spec: { extendedResourceName: 'example.com/gpu' } }];
  const evaluators = new QuotaEvaluators({
    ...around,
    classes: () => classes.slice(0, revision),
    classesRevision: () => revision,
  });
  const ofClaims = evaluators.of('resource.k8s.io', 'resourceclaims') ?? expect.fail();
  const claim = (annotations = {}) => ({
    metadata: { annotations },
    spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', count: 1 } }] } },
  });
  const made = claim({ [extendedClaimAnnotation]: 'true' });
  const { used, set, looks } = totalOf({ a: claim(), b: claim(), c: made }, [], ofClaims);
  expect(used()['requests.example.com/gpu']).toBeUndefined();
  expect(looks()).toBe(3);
  set('a', claim());
  used();
  expect(looks()).toBe(5);
  set('c', claim());
  used();
  used();
  expect(looks()).toBe(6);
  revision = 1;
  expect(used()['requests.example.com/gpu']).toBe('3');
  expect(looks()).toBe(9);
});
