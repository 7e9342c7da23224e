import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { widgetDefinition, widgetVersion } from '../../apiserver/testing/definitions.ts';
import { widget } from '../../apiserver/testing/widgets.ts';
import { type StartedCluster, startCluster } from '../../index.ts';
import { kubectlBinaries } from './binaries.ts';

const run = promisify(execFile);
const binaries = kubectlBinaries();
let binary = binaries.at(-1)?.path ?? 'kubectl';
const directory = mkdtempSync(join(tmpdir(), 'homeostat-kubectl-'));
let cluster: StartedCluster;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  cluster = await startCluster({ nodes: 0 });
  writeFileSync(join(directory, 'kubeconfig'), cluster.kubeconfig);
  env = { ...process.env, KUBECONFIG: join(directory, 'kubeconfig'), HOME: directory };
});

afterAll(async () => {
  await cluster.stop();
  rmSync(directory, { recursive: true });
});

async function kubectl(...parameters: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(binary, parameters, { env });
  return stdout + stderr;
}

async function refused(...parameters: readonly string[]): Promise<string> {
  return kubectl(...parameters).then(
    (text) => expect.fail(`kubectl ${parameters.join(' ')} succeeded: ${text}`),
    (error: Error) => error.message,
  );
}

function file(object: object): string {
  const path = join(directory, 'object.json');
  writeFileSync(path, JSON.stringify(object));
  return path;
}

/** The text a watch has printed, and its end. */
function follow(...parameters: readonly string[]): {
  readonly text: () => string;
  readonly ended: Promise<unknown>;
} {
  const child = spawn(binary, parameters, { env });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
  });
  return { text: () => text, ended: once(child, 'exit') };
}

// The collector asks each half minute what there is.
test('a kind that comes while the cluster runs is used by kubectl like any other, and goes again', {
  timeout: 180_000,
}, async () => {
  expect(await refused('get', 'widgets')).toContain(`doesn't have a resource type "widgets"`);
  await kubectl('create', '-f', file(widgetDefinition()));
  await kubectl('wait', '--for=condition=established', 'crd/widgets.example.com', '--timeout=20s');
  expect(await kubectl('api-resources', '--api-group=example.com')).toMatch(
    /widgets +wd +example\.com\/v1 +true +Widget/,
  );
  expect(await kubectl('explain', 'widget.spec.size')).toMatch(/FIELD: *size <integer>/i);
  expect(await kubectl('create', '-f', file(widget('owner')))).toBe('widget.example.com/owner created\n');
  const watch = follow('get', 'wd', '--watch');
  expect(await kubectl('get', 'wd')).toMatch(/^NAME +COLOR\nowner +grey\n$/);
  expect(await kubectl('apply', '-f', file(widget('owner', { color: 'red' })))).toContain('owner configured');
  expect(await kubectl('get', 'widgets', '--field-selector', 'spec.color=red', '-o', 'name')).toBe(
    'widget.example.com/owner\n',
  );
  expect(await refused('create', '-f', file(widget('wrong', { size: 'big' })))).toContain('size');

  const uid = await kubectl('get', 'widget', 'owner', '-o', 'jsonpath={.metadata.uid}');
  const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'owner', uid }];
  const child = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'child', ownerReferences } };
  await kubectl('create', '-f', file(child));
  await kubectl('create', 'namespace', 'team');
  await kubectl('create', '-n', 'team', '-f', file(widget('held')));
  expect(await kubectl('delete', 'namespace', 'team')).toContain('namespace "team" deleted');
  expect(await kubectl('get', 'widgets', '--all-namespaces', '-o', 'name')).toBe(
    'widget.example.com/owner\n',
  );
  expect(await kubectl('delete', 'widget', 'owner')).toContain('widget.example.com "owner" deleted');
  await kubectl('wait', '--for=delete', 'configmap/child', '--timeout=90s');

  await kubectl('create', '-f', file(widget('last')));
  expect(await kubectl('delete', 'crd', 'widgets.example.com')).toContain('"widgets.example.com" deleted');
  await watch.ended;
  expect(watch.text()).toMatch(/owner +grey\nowner +red\nowner +red\nlast +grey\nlast +grey\n$/);
  // Makes kubectl forget what it has known.
  expect(await kubectl('api-resources', '-o', 'name')).not.toContain('widgets');
  expect(await refused('get', 'widgets')).toContain(`doesn't have a resource type "widgets"`);
  expect(await kubectl('get', '--raw', '/openapi/v3')).not.toContain('example.com');
  expect(await refused('get', '--raw', '/apis/example.com/v1/widgets')).toContain('NotFound');
  expect(await kubectl('get', 'all', '--all-namespaces')).not.toContain('widget');
});

/** What people do with a definition and its objects, with the oldest and the newest kubectl. */
test.each([binaries[0], binaries.at(-1)])(
  '$version works with definitions and what they define',
  async (one) => {
    binary = one?.path ?? 'kubectl';
    const columns = [
      { name: 'Color', type: 'string', jsonPath: '.spec.color' },
      { name: 'Size', type: 'integer', jsonPath: '.spec.size', priority: 1 },
      { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
    ];
    const version = widgetVersion('v1', { additionalPrinterColumns: columns });
    await kubectl('apply', '-f', file(widgetDefinition({ versions: [version] })));
    await kubectl('wait', '--for=condition=established', 'crd/widgets.example.com', '--timeout=20s');
    expect(await kubectl('get', 'crd')).toMatch(/^NAME +CREATED AT\nwidgets\.example\.com +\d{4}-/);
    expect(await kubectl('explain', 'widgets.spec')).toMatch(
      /What is wanted\.[\s\S]*color[\s\S]*What it looks like\./,
    );
    await kubectl('apply', '-f', file(widget('a', { size: 3, replicas: 1 })));
    expect(await kubectl('get', 'wd')).toMatch(/^NAME +COLOR +AGE\na +grey +\d+m?s\n$/);
    expect(await kubectl('get', 'wd', '-o', 'wide')).toMatch(
      /^NAME +COLOR +SIZE +AGE\na +grey +3 +\d+m?s\n$/,
    );
    expect(await kubectl('scale', 'widget', 'a', '--replicas=4')).toContain('scaled');
    expect(await kubectl('get', 'widget', 'a', '-o', 'jsonpath={.spec.replicas}')).toBe('4');
    await kubectl('patch', 'widget', 'a', '--type=merge', '-p', '{"spec":{"color":"blue"}}');
    await kubectl(
      'patch',
      'widget',
      'a',
      '--subresource=status',
      '--type=merge',
      '-p',
      '{"status":{"replicas":2}}',
    );
    expect(await kubectl('get', 'widget', 'a', '-o', 'jsonpath={.spec.color} {.status.replicas}')).toBe(
      'blue 2',
    );
    expect(await kubectl('describe', 'widget', 'a')).toMatch(/Kind: +Widget[\s\S]*Color: +blue/);
    expect(await refused('apply', '-f', file(widget('b', { sice: 3 })))).toMatch(/unknown field.*sice/);
    expect(await kubectl('get', 'all')).toContain('widget.example.com/a');
    await kubectl('delete', 'crd', 'widgets.example.com');
    // What kubectl has known it asks for until it looks again.
    expect(await refused('get', 'widgets')).toContain('the server could not find the requested resource');
  },
  120_000,
);
