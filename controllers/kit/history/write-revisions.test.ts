import { expect, it } from 'vitest';
import { appsV1, type V1ControllerRevision, type V1StatefulSet } from '../../../api/index.ts';
import type { Client } from '../../../client/index.ts';
import { openControllerWorld } from '../../testing/controller-world.ts';
import { createRevision, newControllerRevision, renumberRevision, revisionHashLabel } from './index.ts';

const owner: V1StatefulSet = { metadata: { name: 'web', namespace: 'default', uid: 'u-1' } };

it('a revision is created under the hash of what it keeps', async () => {
  const { run, client } = await openControllerWorld(() => {});
  const { revision, collisionCount } = await run(() => create(client, revisionOf('nginx:1')));
  expect([revision.metadata?.name, collisionCount]).toEqual(['web-659c549565', 0]);
});

it('a name that is taken by another revision makes the count rise, once', async () => {
  const { run, client } = await openControllerWorld(() => {});
  const wanted = revisionOf('nginx:2');
  await run(() =>
    client.create(appsV1.controllerRevisions, { ...revisionOf('nginx:1'), metadata: wanted.metadata ?? {} }),
  );
  const first = await run(() => create(client, wanted));
  expect(first.collisionCount).toBe(1);
  expect(first.revision.metadata?.name).toBe(newControllerRevision(parts('nginx:2', 1)).metadata?.name);
  // As in Kubernetes, the label is not made again.
  expect(first.revision.metadata?.labels).toMatchObject({ [revisionHashLabel]: hashOf(wanted) });
  const again = await run(() => create(client, wanted));
  expect(again).toEqual(first);
});

it('a name that is taken by a revision of the same is that one', async () => {
  const { run, client } = await openControllerWorld(() => {});
  const first = await run(() => create(client, revisionOf('nginx:1')));
  const again = await run(() => create(client, { ...revisionOf('nginx:1'), revision: 7 }));
  expect(again).toEqual(first);
});

it('a revision gets another number, whatever others have written to it meanwhile', async () => {
  const { run, client } = await openControllerWorld(() => {});
  const { revision } = await run(() => create(client, revisionOf('nginx:1')));
  const body = { metadata: { labels: { kept: 'yes' } } };
  const key = { namespace: 'default', name: revision.metadata?.name ?? '' };
  await run(() => client.patch(appsV1.controllerRevisions, key, { type: 'merge', body }));
  const renumbered = await run(() => renumberRevision(client, revision, 3));
  expect(renumbered.revision).toBe(3);
  expect(renumbered.metadata?.labels).toMatchObject({ kept: 'yes' });
  // Nothing is written where the number is the same.
  expect(await run(() => renumberRevision(client, renumbered, 3))).toBe(renumbered);
});

function create(client: Client, revision: V1ControllerRevision) {
  return createRevision(client, owner, revision, 0);
}

function revisionOf(image: string): V1ControllerRevision {
  return newControllerRevision(parts(image, 0));
}

function parts(image: string, collisionCount: number) {
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } };
  return { owner, ownerType: appsV1.statefulSets, template, revision: 1, collisionCount };
}

function hashOf({ metadata }: V1ControllerRevision): string | undefined {
  return metadata?.labels?.[revisionHashLabel];
}
