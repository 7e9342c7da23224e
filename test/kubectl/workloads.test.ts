import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

const containers = [{ name: 'main', image: 'app:1', ports: [{ containerPort: 80 }] }];
/** Of pods with a label of their own. */
const workload = (kind: string, name: string, spec: object) => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers } },
    ...spec,
  },
});
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { ports: [{ port: 80 }], selector: { app: name }, ...spec },
});
const claims = [
  {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'quick',
      resources: { requests: { storage: '1Gi' } },
    },
  },
];
const quick = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'quick' },
  provisioner: 'csi.homeostat.dev',
  parameters: { provisionDelay: '50ms' },
};

describe.each(kubectlBinaries())('kubectl $version', ({ path }) => {
  let session: Kubectl;
  const kubectl = (...args: string[]) => session.kubectl(...args);
  const rolledOut = (what: string) => kubectl('rollout', 'status', what, '--timeout=120s');

  beforeAll(async () => {
    session = await openKubectl(path, { nodes: 3, preset: 'instant' });
  });
  afterAll(() => session.close());

  test('a StatefulSet comes in order with its claims, is rolled out and taken back, and leaves them', async () => {
    const set = workload('StatefulSet', 'web', {
      serviceName: 'web',
      replicas: 2,
      volumeClaimTemplates: claims,
    });
    await kubectl('apply', '-f', session.file(quick, service('web', { clusterIP: 'None' }), set));
    expect(await rolledOut('sts/web')).toMatch(/roll ?out complete: 2 new pods have been updated/);
    expect(await kubectl('get', 'sts', 'web', '-o', 'wide')).toMatch(/\nweb +2\/2 +\d+s +main +app:1\n/);
    await kubectl('set', 'image', 'sts/web', 'main=app:2');
    await rolledOut('sts/web');
    expect(await kubectl('rollout', 'history', 'sts/web')).toMatch(/\n1 +<none>\n2 +<none>\n/);
    expect(await kubectl('rollout', 'undo', 'sts/web')).toContain('statefulset.apps/web rolled back');
    await rolledOut('sts/web');
    expect(await kubectl('rollout', 'history', 'sts/web')).toMatch(/\n2 +<none>\n3 +<none>\n/);
    const told = await kubectl('describe', 'sts', 'web');
    expect(told).toMatch(/Create Claim data-web-0 Pod web-0 in StatefulSet web success\n/);
    expect(told).toMatch(/SuccessfulDelete +.* Delete Pod web-1 in StatefulSet web successful\n/);
    await kubectl('delete', 'sts', 'web');
    expect(await kubectl('get', 'pvc')).toMatch(/\ndata-web-0 +Bound .*\ndata-web-1 +Bound /);
  });

  test('a DaemonSet is rolled out, taken back to a revision, and started again', async () => {
    await kubectl('apply', '-f', session.file(workload('DaemonSet', 'agent', {})));
    expect(await rolledOut('ds/agent')).toContain('daemon set "agent" successfully rolled out');
    expect(await kubectl('get', 'ds', 'agent')).toMatch(/\nagent +3 +3 +3 +3 +3 +<none>/);
    await kubectl('set', 'image', 'ds/agent', 'main=app:2');
    await rolledOut('ds/agent');
    await kubectl('rollout', 'undo', 'ds/agent', '--to-revision=1');
    await rolledOut('ds/agent');
    expect(await kubectl('get', 'ds', 'agent', '-o', 'wide')).toContain('app:1');
    expect(await kubectl('rollout', 'history', 'ds/agent')).toMatch(/\n2 +<none>\n3 +<none>\n/);
    await kubectl('rollout', 'restart', 'ds/agent');
    expect(await rolledOut('ds/agent')).toContain('successfully rolled out');
    await kubectl('delete', 'ds', 'agent');
  });

  test('a drain waits for a disruption budget', async () => {
    await kubectl('create', 'deployment', 'api', '--image=api:1', '--replicas=3');
    await kubectl('create', 'poddisruptionbudget', 'api', '--selector=app=api', '--min-available=3');
    await rolledOut('deploy/api');
    const pod = ['get', 'pods', '-l', 'app=api', '-o', 'jsonpath={.items[0].spec.nodeName}'];
    const node = await kubectl(...pod);
    expect(await session.refused('drain', node, '--ignore-daemonsets', '--timeout=1s')).toMatch(
      /Cannot evict pod as it would violate the pod's disruption budget/,
    );
    await kubectl('patch', 'pdb', 'api', '-p', '{"spec": {"minAvailable": 2}}');
    expect(await kubectl('drain', node, '--ignore-daemonsets')).toContain(`node/${node} drained`);
    expect(await kubectl('get', 'node', node)).toContain('Ready,SchedulingDisabled');
    await kubectl('uncordon', node);
    await rolledOut('deploy/api');
    expect(await kubectl('get', 'pdb', 'api')).toMatch(/\napi +2 +N\/A +1 /);
  });

  test('a quota refuses, and says so on the owner of the pods', async () => {
    await kubectl('create', 'namespace', 'small');
    await kubectl('create', 'quota', 'pods', '--hard=pods=1', '-n', 'small');
    await kubectl('create', 'deployment', 'web', '--image=web:1', '--replicas=2', '-n', 'small');
    await kubectl('wait', 'deploy/web', '-n', 'small', '--for=condition=ReplicaFailure', '--timeout=120s');
    expect(await kubectl('describe', 'quota', '-n', 'small')).toMatch(/\npods +1 +1\n/);
    expect(await kubectl('describe', 'rs', '-n', 'small')).toMatch(
      /FailedCreate .*exceeded quota: pods, requested: pods=1, used: pods=1, limited: pods=1\n/,
    );
    expect(await session.refused('run', 'one', '--image=web:1', '-n', 'small')).toContain('exceeded quota');
    await kubectl('delete', 'namespace', 'small', '--wait=false');
  });

  test('a load balancer gets an address, and a port of its own for its health', async () => {
    await kubectl('apply', '-f', session.file(service('front', { type: 'LoadBalancer' })));
    const address = '--for=jsonpath={.status.loadBalancer.ingress[0].ip}=198.18.0.1';
    await kubectl('wait', 'svc/front', address, '--timeout=120s');
    await kubectl('patch', 'svc', 'front', '-p', '{"spec": {"externalTrafficPolicy": "Local"}}');
    const told = await kubectl('describe', 'svc', 'front');
    const [nodePort, health] = ['NodePort: +<unset> +(\\d+)/TCP', 'HealthCheck NodePort: +(\\d+)'].map(
      (line) => new RegExp(`\\n${line}\\n`).exec(told)?.[1],
    );
    expect([nodePort, health]).toEqual([expect.any(String), expect.any(String)]);
    expect(health).not.toBe(nodePort);
    expect(told).toMatch(/EnsuredLoadBalancer .* Ensured load balancer\n/);
  });
});
