import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StartedCluster, startCluster, type V1ConfigMap } from '../../index.ts';
import { kubectlBinaries } from './binaries.ts';

const run = promisify(execFile);

describe.each(kubectlBinaries())('kubectl $version', ({ path }) => {
  let cluster: StartedCluster;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'homeostat-kubectl-'));
    cluster = await startCluster({ nodes: 0 });
    writeFileSync(join(directory, 'kubeconfig'), cluster.kubeconfig);
  });

  afterAll(async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** What it says, and with which exit code it ends. */
  async function kubectl(...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
    const flags = ['--kubeconfig', join(directory, 'kubeconfig'), '--cache-dir', join(directory, 'cache')];
    try {
      const { stdout, stderr } = await run(path, [...flags, ...args]);
      return { code: 0, text: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, text: stdout + stderr };
    }
  }

  function file(name: string, data: Readonly<Record<string, string>>): string {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
    const at = join(directory, `${name}.json`);
    writeFileSync(at, JSON.stringify(object));
    return at;
  }

  async function read(name: string): Promise<V1ConfigMap> {
    const { text } = await kubectl('get', 'configmap', name, '-o', 'json', '--show-managed-fields');
    return JSON.parse(text) as V1ConfigMap;
  }

  async function managers(name: string): Promise<string[]> {
    const { managedFields = [] } = (await read(name)).metadata ?? {};
    return managedFields.map(({ manager, operation }) => `${manager} ${operation}`).sort();
  }

  test('what somebody else applied is taken over by force only', async () => {
    const applied = await kubectl('apply', '--server-side', '-f', file('shared', { one: '1', two: '2' }));
    expect(applied).toEqual({ code: 0, text: 'configmap/shared serverside-applied\n' });
    const other = ['apply', '--server-side', '--field-manager', 'other', '-f'];
    const refused = await kubectl(...other, file('shared', { one: 'x', three: '3' }));
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('Apply failed with 1 conflict: conflict with "kubectl": .data.one');
    const forced = await kubectl(...other, file('shared', { one: 'x', three: '3' }), '--force-conflicts');
    expect(forced.text).toBe('configmap/shared serverside-applied\n');
    expect((await read('shared')).data).toEqual({ one: 'x', two: '2', three: '3' });
    expect(await managers('shared')).toEqual(['kubectl Apply', 'other Apply']);
    await kubectl(...other, file('shared', {}));
    expect((await read('shared')).data).toEqual({ two: '2' });
  });

  test('owners are shown to who asks', async () => {
    await kubectl('apply', '--server-side', '-f', file('shown', { one: '1' }));
    const plain = await kubectl('get', 'configmap', 'shown', '-o', 'yaml');
    const all = await kubectl('get', 'configmap', 'shown', '-o', 'yaml', '--show-managed-fields');
    expect(plain.text).not.toContain('managedFields');
    expect(all.text).toContain('  managedFields:\n  - apiVersion: v1\n    fieldsType: FieldsV1\n');
    expect(all.text).toContain('    manager: kubectl\n    operation: Apply\n');
  });

  test('a diff tells what an apply would change, and changes nothing', async () => {
    await kubectl('apply', '--server-side', '-f', file('different', { one: '1' }));
    expect(await kubectl('diff', '--server-side', '-f', file('different', { one: '1' }))).toEqual({
      code: 0,
      text: '',
    });
    const diff = await kubectl('diff', '--server-side', '-f', file('different', { one: '2' }));
    expect(diff.code).toBe(1);
    expect(diff.text).toMatch(/^- {2}one: "1"\n\+ {2}one: "2"$/m);
    expect((await read('different')).data).toEqual({ one: '1' });
  });

  test('what was applied on the client goes on on the server', async () => {
    await kubectl('apply', '-f', file('upgraded', { one: '1', two: '2' }));
    expect(await managers('upgraded')).toEqual(['kubectl-client-side-apply Update']);
    const last = await kubectl('apply', 'view-last-applied', 'configmap/upgraded', '-o', 'json');
    expect(JSON.parse(last.text)).toMatchObject({ data: { one: '1', two: '2' } });
    const upgraded = await kubectl('apply', '--server-side', '-f', file('upgraded', { one: '3' }));
    expect(upgraded).toEqual({ code: 0, text: 'configmap/upgraded serverside-applied\n' });
    // Older ones leave the owner that they were before.
    expect(await managers('upgraded')).toContain('kubectl Apply');
    expect((await read('upgraded')).data?.one).toBe('3');
    const then = await kubectl('apply', 'view-last-applied', 'configmap/upgraded', '-o', 'json');
    expect(JSON.parse(then.text)).toMatchObject({ data: { one: '3' } });
  });
});
