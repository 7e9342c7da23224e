import { describe, expect, it } from 'vitest';
import type { V1Deployment } from '../../api/index.ts';
import { maxSurge, maxUnavailable, minAvailable, resolveFenceposts } from './fenceposts.ts';

describe('resolveFenceposts', () => {
  it.each([
    { surge: '0%', unavailable: '0%', desired: 0, expected: { surge: 0, unavailable: 1 } },
    { surge: '39%', unavailable: '39%', desired: 10, expected: { surge: 4, unavailable: 3 } },
    { surge: undefined, unavailable: '39%', desired: 10, expected: { surge: 0, unavailable: 3 } },
    { surge: '39%', unavailable: undefined, desired: 10, expected: { surge: 4, unavailable: 0 } },
    { surge: undefined, unavailable: undefined, desired: 10, expected: { surge: 0, unavailable: 1 } },
    { surge: '0%', unavailable: '1%', desired: 2, expected: { surge: 0, unavailable: 1 } },
    { surge: '1%', unavailable: '25%', desired: 2, expected: { surge: 1, unavailable: 0 } },
    { surge: 2, unavailable: 0, desired: 10, expected: { surge: 2, unavailable: 0 } },
  ])('$surge and $unavailable of $desired', ({ surge, unavailable, desired, expected }) => {
    expect(resolveFenceposts(surge, unavailable, desired)).toEqual(expected);
  });

  it.each([
    { surge: 'oops', unavailable: '39%' },
    { surge: '55%', unavailable: 'urg' },
  ])('$surge and $unavailable are refused', ({ surge, unavailable }) => {
    expect(() => resolveFenceposts(surge, unavailable, 10)).toThrow();
  });
});

describe('maxUnavailable and minAvailable', () => {
  it.each([
    { replicas: 10, bound: 5, unavailable: 5, available: 5 },
    { replicas: 10, bound: 10, unavailable: 10, available: 0 },
    { replicas: 5, bound: 10, unavailable: 5, available: 0 },
    { replicas: 0, bound: 10, unavailable: 0, available: 0 },
    { replicas: 10, bound: '50%', unavailable: 5, available: 5 },
    { replicas: 10, bound: '60%', unavailable: 6, available: 4 },
    { replicas: 10, bound: '100%', unavailable: 10, available: 0 },
    { replicas: 5, bound: '100%', unavailable: 5, available: 0 },
  ])('$bound of $replicas pods', ({ replicas, bound, unavailable, available }) => {
    const rolling = deployment(replicas, {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: bound },
    });
    expect(maxUnavailable(rolling)).toBe(unavailable);
    expect(minAvailable(rolling)).toBe(available);
  });

  it('are zero when the strategy is Recreate, and so is the surge', () => {
    const recreate = deployment(10, { type: 'Recreate' });
    expect([maxUnavailable(recreate), minAvailable(recreate), maxSurge(recreate)]).toEqual([0, 0, 0]);
  });

  it('are those of one pod when nothing is said', () => {
    const silent: V1Deployment = { spec: { replicas: 10, selector: {}, template: {} } };
    expect([maxUnavailable(silent), minAvailable(silent), maxSurge(silent)]).toEqual([1, 9, 0]);
  });
});

type Strategy = NonNullable<NonNullable<V1Deployment['spec']>['strategy']>;

function deployment(replicas: number, strategy: Strategy): V1Deployment {
  return { spec: { replicas, selector: {}, template: {}, strategy } };
}
