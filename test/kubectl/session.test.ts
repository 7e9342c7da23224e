import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubectlBinaries } from './binaries.ts';
import { type Kubectl, openKubectl } from './open-kubectl.ts';

const binaries = kubectlBinaries();

test('there is a kubectl to try', () => {
  expect(binaries, 'install kubectl (Debian: kubernetes-client)').not.toHaveLength(0);
});

describe.each(binaries)('kubectl $version', ({ path, version }) => {
  let session: Kubectl;
  const kubectl = (...args: string[]) => session.kubectl(...args);
  const refused = (...args: string[]) => session.refused(...args);

  beforeAll(async () => {
    session = await openKubectl(path, { nodes: 3 });
  });
  afterAll(() => session.close());

  test('three nodes are ready, with versions and addresses', async () => {
    const nodes = await kubectl('get', 'nodes', '-o', 'wide');
    expect(nodes.match(/^node-[123] +Ready +<none> +\S+ +v1\.36\.0 +\d+\.\d+\.\d+\.\d+/gm)).toHaveLength(3);
  });

  test('a Deployment is applied, watched, and becomes ready', async () => {
    const watch = session.follow('get', 'pods', '--watch');
    expect(await kubectl('apply', '-f', 'examples/web.yaml')).toContain('deployment.apps/web created');
    expect(await kubectl('rollout', 'status', 'deploy/web', '--timeout=120s')).toContain(
      'successfully rolled out',
    );
    const all = await kubectl('get', 'deploy,rs,pods', '-o', 'wide');
    expect(all).toMatch(/deployment\.apps\/web +3\/3 +3 +3 .* nginx +nginx:1\.27 +app=web/);
    expect(all).toMatch(/replicaset\.apps\/web-\w+ +3 +3 +3 /);
    expect(all.match(/pod\/web-\w+-\w+ +1\/1 +Running +0 +\S+ +10\.244\.\d+\.\d+ +node-\d/g)).toHaveLength(3);
    watch.child.kill();
    expect(watch.text()).toMatch(/web-\w+-\w+ +0\/1 +ContainerCreating/);
    expect(watch.text()).toMatch(/web-\w+-\w+ +1\/1 +Running/);
    expect(await kubectl('apply', '-f', 'examples/web.yaml')).toContain('deployment.apps/web unchanged');
  });

  test('scale, set image, history and undo', async () => {
    expect(await kubectl('scale', 'deploy/web', '--replicas=5')).toContain('deployment.apps/web scaled');
    await kubectl('rollout', 'status', 'deploy/web', '--timeout=120s');
    await kubectl('set', 'image', 'deploy/web', 'nginx=nginx:1.28');
    await kubectl('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(await kubectl('get', 'deploy', 'web', '-o', 'wide')).toMatch(/5\/5 .*nginx:1\.28/);
    expect(await kubectl('rollout', 'history', 'deploy/web')).toMatch(/1 +<none>\n2 +<none>/);
    expect(await kubectl('rollout', 'undo', 'deploy/web')).toContain('deployment.apps/web rolled back');
    await kubectl('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect(await kubectl('get', 'deploy', 'web', '-o', 'wide')).toMatch(/5\/5 .*nginx:1\.27/);
    expect(await kubectl('rollout', 'history', 'deploy/web')).toMatch(/2 +<none>\n3 +<none>/);
  });

  test('describe tells the story with its events', async () => {
    const deployment = await kubectl('describe', 'deploy', 'web');
    expect(deployment).toMatch(
      /Replicas: +5 desired \| 5 updated \| 5 total \| 5 available \| 0 unavailable/,
    );
    expect(deployment).toMatch(/StrategyType: +RollingUpdate/);
    expect(deployment).toMatch(/ScalingReplicaSet .* Scaled up replica set web-\w+ from 3 to 5/);
    const pods = await kubectl('describe', 'pods', '-l', 'app=web');
    expect(pods).toMatch(
      /Scheduled .*default-scheduler +Successfully assigned default\/web-\w+-\w+ to node-\d/,
    );
    expect(pods).toMatch(/Started .*kubelet/);
    expect(await kubectl('describe', 'node', 'node-1')).toMatch(/Ready +True .* KubeletReady/);
  });

  test('explain, and what the server cannot take', async () => {
    expect(await kubectl('explain', 'deployment.spec.strategy.rollingUpdate.maxSurge')).toContain('maxSurge');
    expect(await kubectl('explain', 'pod.spec', '--recursive')).toContain('terminationGracePeriodSeconds');
    const typo = session.file({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'typo' },
      dta: { a: 'b' },
    });
    expect(await refused('create', '-f', typo)).toContain('unknown field "dta"');
    // Older ones cannot ask for warnings.
    if (Number(version.split('.')[1]) >= 25) {
      expect(await kubectl('create', '--validate=warn', '-f', typo)).toContain(
        'Warning: unknown field "dta"',
      );
    }
    expect(await refused('scale', 'deploy/nobody', '--replicas=1')).toMatch(
      /not found|no objects passed to scale/,
    );
    expect(await refused('get', 'pods', 'nobody')).toContain(
      'Error from server (NotFound): pods "nobody" not found',
    );
  });

  test('labels, annotations, patches, selectors and output formats', async () => {
    await kubectl('label', 'deploy/web', 'tier=front');
    await kubectl('annotate', 'deploy/web', 'note=hello');
    expect(await kubectl('get', 'deploy', '-l', 'tier=front', '-o', 'name')).toBe('deployment.apps/web\n');
    await kubectl(
      'patch',
      'deploy',
      'web',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/metadata/labels/tier"}]',
    );
    expect(
      await kubectl(
        'get',
        'deploy',
        'web',
        '-o',
        'jsonpath={.metadata.labels.tier}|{.metadata.annotations.note}',
      ),
    ).toBe('|hello');
    expect(await kubectl('get', 'pods', '--field-selector', 'status.phase=Running', '-o', 'name')).toContain(
      'pod/web-',
    );
    expect(await kubectl('get', 'ns', '-o', 'custom-columns=N:.metadata.name')).toContain('kube-node-lease');
  });

  test('delete takes the ReplicaSets and pods with it, and a namespace all that is in it', async () => {
    expect(await kubectl('delete', 'deploy', 'web')).toContain('deployment.apps "web" deleted');
    await kubectl('wait', '--for=delete', 'pods', '-l', 'app=web', '--timeout=60s').catch((error: Error) => {
      // Gone already is as good.
      if (!error.message.includes('no matching resources found')) throw error;
    });
    expect(await kubectl('get', 'rs,pods')).toContain('No resources found');
    await kubectl('create', 'namespace', 'team');
    await kubectl('apply', '-n', 'team', '-f', 'examples/web.yaml');
    expect(await kubectl('delete', 'namespace', 'team')).toContain('namespace "team" deleted');
    expect(await refused('get', 'namespace', 'team')).toContain('NotFound');
  });

  test(`the versions are told, by client ${version}`, async () => {
    expect(await kubectl('version')).toMatch(/Server Version: .*v1\.36\.0/);
    expect(await kubectl('api-resources', '--api-group=apps')).toMatch(
      /deployments +deploy +apps\/v1 +true +Deployment/,
    );
    expect(await kubectl('get', '--raw', '/readyz')).toContain('ok');
  });
});
