import { describe, expect, it } from 'vitest';
import type { V1DaemonSetSpec, V1Node } from '../../api/index.ts';
import { decideChanges } from './decide.ts';
import { nodeOf, type PodText, rolling, textOf, viewOf } from './testing/views.ts';

const surge = rolling({ maxSurge: 1, maxUnavailable: 0 });
const tainted = (effect: string) => [nodeOf('a', [{ key: 'k', effect }])];

describe('a node', () => {
  it.each<[string, readonly PodText[], Partial<V1DaemonSetSpec>, readonly V1Node[] | undefined, string]>([
    ['without a pod gets one', [], {}, undefined, '+a'],
    ['with a pod is left alone', ['new-'], {}, undefined, ''],
    ['with a pod that is not on it yet is left alone', ['new?'], {}, undefined, ''],
    ['whose pod is being deleted waits', ['new~'], {}, undefined, ''],
    ['whose pod has failed loses it', ['new!'], {}, undefined, 'a1 new!'],
    ['whose pod has succeeded loses it', ['new.'], {}, undefined, 'a1 new.'],
    ['keeps the oldest of its pods', ['old+', 'new+', 'new+'], {}, undefined, 'a2 new+, a3 new+'],
    ['keeps one that is on it before older ones', ['old?', 'new+'], {}, undefined, 'a1 old?'],
    ['counts no failed pod', ['old!', 'new+'], {}, undefined, 'a1 old!'],
    ['that takes no new pods gets none', [], {}, tainted('NoSchedule'), ''],
    ['that takes no new pods keeps its own', ['new+'], {}, tainted('NoSchedule'), ''],
    ['that takes no new pods loses one too many', ['new+', 'new+'], {}, tainted('NoSchedule'), 'a2 new+'],
    ['that wants no pods loses all', ['new+', 'old~', 'new-'], {}, tainted('NoExecute'), 'a1 new+, a3 new-'],
    ['with a surge gets one before the old one is gone', ['new~'], surge, undefined, '+a'],
    ['with a surge gets one beside a failed one', ['new!'], surge, undefined, '+a, a1 new!'],
    ['with a surge that takes none gets none', ['new~'], surge, tainted('NoSchedule'), ''],
    ['with a surge keeps a ready old pod beside a new one', ['old+', 'new-'], surge, undefined, ''],
    ['with a surge loses an old pod that is not ready', ['old-', 'new-'], surge, undefined, 'a1 old-'],
    ['with a surge loses the old pod when the new one is', ['old+', 'new+'], surge, undefined, 'a1 old+'],
    [
      'with a surge keeps the old pod until the new one has been ready for long enough',
      ['old+', 'new+'],
      { ...surge, minReadySeconds: 61 },
      undefined,
      '',
    ],
    [
      'with a surge keeps one of each revision',
      ['old+', 'old+', 'new-', 'new-'],
      surge,
      undefined,
      'a2 old+, a4 new-',
    ],
  ])('%s', (_name, pods, spec, nodes, done) => {
    expect(textOf(decideChanges(viewOf({ a: pods }, spec, nodes)))).toBe(done);
  });
});

it('pods that wait for a node which is not there are deleted, those that were on it are not', () => {
  const view = viewOf({ a: ['new+'], gone: ['new?', 'new+'] }, {}, [nodeOf('a')]);
  expect(textOf(decideChanges(view))).toBe('gone1 new?');
});

it('what is over is told apart', () => {
  const { remove } = decideChanges(viewOf({ a: ['new!'], b: ['new.'], c: ['new+', 'new+'] }));
  expect(remove.map(({ over, node }) => [over, node])).toEqual([
    ['failed', 'a'],
    ['succeeded', 'b'],
    [undefined, 'c'],
  ]);
});
