import { expect, test } from 'vitest';
import type { V1Container, V1Pod } from '../../api/index.ts';
import { fixedStatus } from './fixed-status.ts';

const of = (container: Partial<V1Container>, pod: V1Pod = {}) =>
  fixedStatus(pod, { name: 'web', image: 'nginx', ...container });

test('a container that says nothing runs as root, with nothing', () => {
  const user = { linux: { uid: 0, gid: 0, supplementalGroups: [0] } };
  expect(of({})).toStrictEqual({ always: {}, begun: { resources: {}, user } });
});

test('limits and requests are told, requests as what was allocated', () => {
  const [requests, limits] = [{ cpu: '1' }, { cpu: '2' }];
  expect(of({ resources: { requests, limits } }).begun).toMatchObject({
    allocatedResources: requests,
    resources: { requests, limits },
  });
  const { resources, allocatedResources } = of({ resources: { limits } }).begun;
  expect([resources, allocatedResources]).toEqual([{ limits }, undefined]);
});

test('what a container says of its user comes before what its pod says', () => {
  const pod: V1Pod = {
    spec: {
      containers: [],
      securityContext: { runAsUser: 5, runAsGroup: 6, fsGroup: 7, supplementalGroups: [6, 8] },
    },
  };
  expect(of({}, pod).begun.user).toEqual({ linux: { uid: 5, gid: 6, supplementalGroups: [6, 7, 8] } });
  expect(of({ securityContext: { runAsUser: 1, runAsGroup: 2 } }, pod).begun.user).toEqual({
    linux: { uid: 1, gid: 2, supplementalGroups: [2, 7, 6, 8] },
  });
});

test('of a mount that is read only it is told whether what is mounted below it is, too', () => {
  const mount = { name: 'v', mountPath: '/v' };
  const told = (more: object) => of({ volumeMounts: [{ ...mount, ...more }] }).always.volumeMounts?.[0];
  expect(told({})).toEqual(mount);
  expect(told({ readOnly: false, recursiveReadOnly: 'Enabled' })).toEqual(mount);
  for (const [asked, got] of [
    [undefined, 'Disabled'],
    ['Disabled', 'Disabled'],
    ['IfPossible', 'Enabled'],
    ['Enabled', 'Enabled'],
  ]) {
    const more = { readOnly: true, ...(asked && { recursiveReadOnly: asked }) };
    expect(told(more)).toEqual({ ...mount, readOnly: true, recursiveReadOnly: got });
  }
});
