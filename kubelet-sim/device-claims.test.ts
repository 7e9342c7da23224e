import { expect, test } from 'vitest';
import { coreV1, type ResourceV1ResourceClaim, resourceV1, type V1Pod } from '../api/index.ts';
import type { Transport, WatchStreamSink } from '../apimachinery/index.ts';
import { bind, openNode, webPod } from './testing/open-node.ts';

const [driver, key] = ['gpu.example.com', { namespace: 'default', name: 'gpu' }];

/** Watches say what is there when they begin, and not what becomes of it: they are behind. */
const behind = (direct: Transport): Transport => ({
  async request(request) {
    const response = await direct.request(request);
    const { body } = response;
    if (body.type !== 'watch' || !request.path.endsWith('/resourceclaims')) return response;
    const subscribe = (sink: WatchStreamSink) =>
      body.subscribe({
        end: (error) => sink.end(error),
        events: (batch) => sink.events(batch.filter(({ type }) => type !== 'MODIFIED')),
      });
    return { ...response, body: { type: 'watch', subscribe } };
  },
});

test('each pod asks anew for its claims for devices: of what was seen for another pod it may not be a user yet', async () => {
  const devices = [{ driver, devices: [{ name: 'gpu-0' }] }];
  const node = await openNode({ preset: 'instant', devices }, 1, behind);
  const act = <T>(work: () => Promise<T>) => node.simulation.complete(work);
  const requests = [{ name: 'r', exactly: { deviceClassName: 'gpu' } }];
  let claim: ResourceV1ResourceClaim = await act(() =>
    node.client.create(resourceV1.resourceClaims, { metadata: key, spec: { devices: { requests } } }),
  );
  const results = [{ request: 'r', driver, pool: 'node-1', device: 'gpu-0' }];
  const reserve = (...pods: readonly V1Pod[]) =>
    act(async () => {
      const reservedFor = pods.map(({ metadata }) => ({
        resource: 'pods',
        name: metadata?.name ?? '',
        uid: metadata?.uid ?? '',
      }));
      const status = { allocation: { devices: { results } }, reservedFor };
      claim = await node.client.updateStatus(resourceV1.resourceClaims, { ...claim, status });
    });
  const pods: V1Pod[] = [];
  for (const name of ['one', 'two']) {
    const resourceClaims = [{ name: 'gpu', resourceClaimName: 'gpu' }];
    const pod = await act(() => node.client.create(coreV1.pods, webPod(name, { resourceClaims })));
    pods.push(pod);
    await reserve(...pods);
    await act(() => bind(node.client, pod));
    await node.simulation.settle();
    expect((await node.pod(name)).status?.phase).toBe('Running');
    expect((await node.events(name)).filter((event) => event.includes('Failed'))).toEqual([]);
  }
});
