import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { widget, widgets } from '../../apiserver/testing/widgets.ts';
import { type StartedCluster, startCluster } from '../../index.ts';
import { kubectlBinaries } from './binaries.ts';

const run = promisify(execFile);
const binary = kubectlBinaries().at(-1)?.path ?? 'kubectl';
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
  const { resources } = cluster.cluster.api;
  await resources.serve(widgets());
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
  await kubectl('delete', 'widgets', '--all');
  resources.withdraw(widgets().resource);
  await watch.ended;
  expect(watch.text()).toMatch(/owner +grey\nowner +red\nowner +red\nlast +grey\nlast +grey\n$/);
  // Makes kubectl forget what it has known.
  expect(await kubectl('api-resources', '-o', 'name')).not.toContain('widgets');
  expect(await refused('get', 'widgets')).toContain(`doesn't have a resource type "widgets"`);
  expect(await kubectl('get', '--raw', '/openapi/v3')).not.toContain('example.com');
  expect(await refused('get', '--raw', '/apis/example.com/v1/widgets')).toContain('NotFound');
  expect(await kubectl('get', 'all', '--all-namespaces')).not.toContain('widget');
});
