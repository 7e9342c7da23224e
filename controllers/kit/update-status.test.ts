import { describe, expect, it } from 'vitest';
import { appsV1, type V1ReplicaSet } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { updateStatus } from './update-status.ts';

const status = { replicas: 3 };
const cached: V1ReplicaSet = { metadata: { name: 'web', uid: 'u-1', resourceVersion: '1' } };
const fresh: V1ReplicaSet = { metadata: { name: 'web', uid: 'u-1', resourceVersion: '2' } };
const another: V1ReplicaSet = { metadata: { name: 'web', uid: 'u-2', resourceVersion: '2' } };
const refusal = new Error('the object has been modified');

it('the status that a ReplicaSet has is not written', async () => {
  const { client, written } = refusing(0, fresh);
  const known = { ...cached, status };
  expect(await updateStatus(client, appsV1.replicaSets, known, status)).toBe(known);
  expect(written).toEqual([]);
});

describe('a status that is refused', () => {
  it('once is written onto what the ReplicaSet is by now', async () => {
    const { client, written } = refusing(1, fresh);
    expect(await updateStatus(client, appsV1.replicaSets, cached, status)).toEqual({ ...fresh, status });
    expect(written).toEqual(['1', '2']);
  });

  it('twice is a failure', async () => {
    const { client, written } = refusing(2, fresh);
    await expect(updateStatus(client, appsV1.replicaSets, cached, status)).rejects.toBe(refusal);
    expect(written).toEqual(['1', '2']);
  });

  it('because another ReplicaSet has the name by now is not written into that one', async () => {
    const { client, written } = refusing(1, another);
    await expect(updateStatus(client, appsV1.replicaSets, cached, status)).rejects.toBe(refusal);
    expect(written).toEqual(['1']);
  });
});

/** A client that refuses so many writes, and reads what it is given; `written` has the versions that were tried. */
function refusing(times: number, read: V1ReplicaSet) {
  const written: (string | undefined)[] = [];
  const client = {
    updateStatus: async (_type: unknown, object: V1ReplicaSet) => {
      written.push(object.metadata?.resourceVersion);
      if (written.length <= times) throw refusal;
      return object;
    },
    get: async () => read,
  };
  return { client: client as unknown as Client, written };
}
