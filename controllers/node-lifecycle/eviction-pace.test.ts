import { describe, expect, it } from 'vitest';
import type { V1Node } from '../../api/index.ts';
import { EvictionPace, evictionIntervalMs, zoneState } from './eviction-pace.ts';

function node(name: string, ready: boolean, zone = 'a'): V1Node {
  return {
    metadata: { name, labels: { 'topology.kubernetes.io/zone': zone } },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }] },
  };
}

function paceOf(...nodes: readonly V1Node[]): EvictionPace {
  const pace = new EvictionPace((name) => name.startsWith('late'));
  for (const one of nodes) pace.saw(one);
  return pace;
}

describe('the state of a zone', () => {
  it.each([
    { ready: 3, notReady: 0, state: 'normal', intervalMs: 10_000 },
    { ready: 1, notReady: 2, state: 'normal', intervalMs: 10_000 },
    { ready: 1, notReady: 3, state: 'partial', intervalMs: undefined },
    { ready: 9, notReady: 11, state: 'partial', intervalMs: undefined },
    { ready: 10, notReady: 10, state: 'normal', intervalMs: 10_000 },
    { ready: 20, notReady: 40, state: 'partial', intervalMs: 100_000 },
    { ready: 0, notReady: 1, state: 'full', intervalMs: 10_000 },
    { ready: 0, notReady: 4, state: 'full', intervalMs: 10_000 },
    { ready: 0, notReady: 0, state: 'normal', intervalMs: 10_000 },
  ])('with $ready ready and $notReady not is $state', ({ state, intervalMs, ...counts }) => {
    expect(zoneState(counts)).toBe(state);
    expect(evictionIntervalMs(counts)).toBe(intervalMs);
  });
});

describe('turns to be evacuated', () => {
  it('come every ten seconds in a zone, whatever happens in another', () => {
    const pace = paceOf(node('a1', false), node('a2', false), node('a3', true), node('b1', false, 'b'));
    expect(pace.takeTurn('a1', 0)).toBe(0);
    expect(pace.takeTurn('a2', 4000)).toBe(6000);
    expect(pace.takeTurn('b1', 4000)).toBe(0);
    expect(pace.takeTurn('a2', 10_000)).toBe(0);
  });

  it('never come while no node is ready, and come again when one is', () => {
    const pace = paceOf(node('a1', false), node('b1', false, 'b'));
    expect(pace.allDisrupted).toBe(true);
    expect(pace.takeTurn('a1', 0)).toBeUndefined();
    expect(pace.saw(node('b1', true, 'b'))).toBe(true);
    expect(pace.takeTurn('a1', 0)).toBe(0);
  });

  it('do not come where most of a small zone is silent', () => {
    const pace = paceOf(node('1', false), node('2', false), node('3', false), node('4', true));
    expect(pace.takeTurn('1', 0)).toBeUndefined();
    expect(pace.forget('4')).toBe(true);
    expect(pace.allDisrupted).toBe(true);
  });

  it('wait for news of those that are late where these could change the state of the zone', () => {
    const pace = paceOf(node('1', false), node('2', false), node('3', true), node('late', true));
    expect(pace.takeTurn('1', 0)).toBe(5000);
    pace.saw(node('4', true));
    pace.saw(node('5', true));
    expect(pace.takeTurn('1', 5000)).toBe(0);
  });

  it('wait for news of those that are late where no other node is ready anywhere', () => {
    const pace = paceOf(node('a1', false), node('late-b', true, 'b'));
    expect(pace.takeTurn('a1', 0)).toBe(5000);
    pace.saw(node('c1', true, 'c'));
    expect(pace.takeTurn('a1', 5000)).toBe(0);
  });

  it('are no news while counts do not change a state', () => {
    const pace = paceOf(node('1', true), node('2', true), node('3', true));
    expect(pace.saw(node('1', false))).toBe(false);
    expect(pace.saw(node('1', false))).toBe(false);
  });
});
