import { beforeEach, expect, test } from 'vitest';
import { openApi, type TestApi } from '../../../testing/open-api.ts';

const base = '/api/v1/namespaces/default';

let api: TestApi;

beforeEach(async () => {
  api = await openApi();
  const limits = [
    {
      type: 'Container',
      default: { cpu: '200m', memory: '1Gi' },
      defaultRequest: { cpu: '100m' },
      max: { cpu: '1' },
      min: { cpu: '50m' },
      maxLimitRequestRatio: { cpu: '4' },
    },
    { type: 'Pod', max: { cpu: '1500m' } },
    { type: 'PersistentVolumeClaim', max: { storage: '1Gi' }, min: { storage: '100Mi' } },
  ];
  await api.call('POST', `${base}/limitranges`, { metadata: { name: 'small' }, spec: { limits } });
});

const pod = (containers: readonly object[], initContainers?: readonly object[]) =>
  api.call('POST', `${base}/pods`, {
    metadata: { name: 'web' },
    spec: { containers, ...(initContainers && { initContainers }) },
  });

const container = (resources = {}, name = 'c') => ({ name, image: 'nginx', resources });

test('containers ask for what they do not say, and the pod tells which', async () => {
  const { status, body } = await pod([container()], [container({ requests: { cpu: '150m' } }, 'init')]);
  expect(status).toBe(201);
  const asked = { limits: { cpu: '200m', memory: '1Gi' }, requests: { cpu: '100m', memory: '1Gi' } };
  expect(body.spec.containers[0].resources).toEqual(asked);
  expect(body.spec.initContainers[0].resources).toEqual({
    ...asked,
    requests: { ...asked.requests, cpu: '150m' },
  });
  expect(body.metadata.annotations).toEqual({
    'kubernetes.io/limit-ranger':
      'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c; memory request for init container init; cpu, memory limit for init container init',
  });
  expect(body.status.qosClass).toBe('Burstable');
});

const most = { limits: { cpu: '1' }, requests: { cpu: '900m' } };

test.each([
  [
    'more than a container and a pod may',
    [container({ limits: { cpu: '2' } })],
    '[maximum cpu usage per Container is 1, but limit is 2, maximum cpu usage per Pod is 1500m, but limit is 2]',
  ],
  [
    'less than a container must',
    [container({ requests: { cpu: '10m' } })],
    '[minimum cpu usage per Container is 50m, but request is 10m, cpu max limit to request ratio per Container is 4, but provided ratio is 20.000000]',
  ],
  [
    'together more than a pod may',
    [container(most), container(most, 'd')],
    'maximum cpu usage per Pod is 1500m, but limit is 2',
  ],
])('containers that ask for %s are refused', async (_name, containers, says) => {
  const { status, body } = await pod(containers);
  expect(status).toBe(403);
  expect(body.message).toBe(`pods "web" is forbidden: ${says}`);
});

test.each([
  ['2Gi', 'maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 2Gi'],
  ['1Mi', 'minimum storage usage per PersistentVolumeClaim is 100Mi, but request is 1Mi'],
])('a claim of %s is refused', async (storage, says) => {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
  const { body } = await api.call('POST', `${base}/persistentvolumeclaims`, {
    metadata: { name: 'a' },
    spec,
  });
  expect(body.message).toBe(`persistentvolumeclaims "a" is forbidden: ${says}`);
});

test('what is changed otherwise is not judged again', async () => {
  await pod([container()]);
  await api.call('DELETE', `${base}/limitranges/small`);
  const limits = [{ type: 'Container', max: { cpu: '1m' } }];
  await api.call('POST', `${base}/limitranges`, { metadata: { name: 'tiny' }, spec: { limits } });
  const headers = { 'content-type': 'application/merge-patch+json' };
  const labels = { metadata: { labels: { a: 'b' } } };
  expect((await api.call('PATCH', `${base}/pods/web`, labels, headers)).status).toBe(200);
});
