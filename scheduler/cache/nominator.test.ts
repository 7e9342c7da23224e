import { beforeEach, expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { pod } from '../testing/objects.ts';
import { Nominator } from './nominator.ts';
import { PodInfo } from './pod-info.ts';

let nominator: Nominator;
beforeEach(() => {
  nominator = new Nominator();
});

const told = (name: string, nodeName?: string): V1Pod => ({
  ...pod(name),
  ...(nodeName !== undefined && { status: { nominatedNodeName: nodeName } }),
});
const on = (nodeName: string) => nominator.podsOn(nodeName).map(({ pod: { metadata } }) => metadata?.name);

test('a pod is nominated for one node, until it is for another or for none', () => {
  const info = new PodInfo(pod('web'));
  nominator.set(info, 'n1');
  nominator.set(new PodInfo(pod('other')), 'n1');
  expect([on('n1'), nominator.nodeOf(info.uid)]).toEqual([['web', 'other'], 'n1']);
  nominator.set(info, 'n2');
  expect([on('n1'), on('n2')]).toEqual([['other'], ['web']]);
  nominator.set(info, '');
  nominator.delete('uid-other');
  nominator.delete('uid-unknown');
  expect([on('n1'), on('n2'), nominator.isEmpty]).toEqual([[], [], true]);
});

test.each([
  ['that the API does not know of yet stays', undefined, undefined, 'n1'],
  ['is what the API says now', undefined, 'n2', 'n2'],
  ['changes with what the API says', 'n1', 'n2', 'n2'],
  ['is over when the API takes it back', 'n1', undefined, undefined],
])('a nomination %s', (_name, before, after, expected) => {
  nominator.set(new PodInfo(told('web', before)), 'n1');
  const changed = new PodInfo(told('web', after));
  nominator.update(told('web', before), changed);
  expect(nominator.nodeOf(changed.uid)).toBe(expected);
  if (expected !== undefined) expect(nominator.podsOn(expected)).toEqual([changed]);
});
