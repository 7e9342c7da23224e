import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { parseYaml } from '../apimachinery/index.ts';
import { gadget, role } from '../custom-resources/testing/gadgets.ts';
import { commandArgs } from '../test/command/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const gadgets = 'custom-resources/testing/gadgets.ts';
const folder = mkdtempSync(join(tmpdir(), 'homeostat-generate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function generate(...args: readonly string[]) {
  const node = [...commandArgs, 'generate', ...args];
  return spawnSync(process.execPath, node, { cwd: root, encoding: 'utf8' });
}

test('from a module come its definitions and roles; from the definitions, types', () => {
  const crd = generate('crd', gadgets, '-o', join(folder, 'crd', 'gadgets.yaml'));
  expect(crd.stderr).toBe('');
  const written = readFileSync(join(folder, 'crd', 'gadgets.yaml'), 'utf8');
  expect(parseYaml(written).map(({ value }) => value)).toEqual([gadget.definition]);
  expect(parseYaml(generate('rbac', gadgets).stdout).map(({ value }) => value)).toEqual([role]);
  const types = generate('types', join(folder, 'crd')).stdout;
  expect(types).toContain('export interface V1Gadget extends KubeObject {');
});

test('the manifests of the example are those of its sources', () => {
  const example = 'examples/website-operator';
  const committed = (path: string) => readFileSync(join(root, example, 'config', path), 'utf8');
  expect(generate('crd', `${example}/src/website.ts`).stdout).toBe(committed('crd/websites.yaml'));
  expect(generate('rbac', `${example}/src/permissions.ts`).stdout).toBe(committed('rbac/role.yaml'));
});

test('what is not given is said in one line', () => {
  expect(generate('crd')).toMatchObject({
    status: 2,
    stderr: 'homeostat: missing required argument \'files\'; see "homeostat generate crd --help"\n',
  });
});

test('what is wrong with a module is said; what is no manifest is passed over', () => {
  const nothing = join(folder, 'nothing.mjs');
  writeFileSync(nothing, 'export const one = 1;\n');
  expect(generate('crd', nothing)).toMatchObject({
    status: 2,
    stderr: `homeostat: ${nothing}: no CustomResourceDefinition is exported\n`,
  });
  const others = join(folder, 'others.mjs');
  const role = "export const role = { kind: 'Role', metadata: { name: 'reader' } };\n";
  writeFileSync(others, `export const self = {}; self.self = self; export const many = 2n ** 64n; ${role}`);
  expect(generate('rbac', others)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('name: reader'),
  });
  const broken = join(folder, 'broken.mjs');
  writeFileSync(broken, "throw new Error('not today');\n");
  const { status, stderr } = generate('rbac', broken);
  expect([status, /^homeostat: .*broken.mjs does not run: .*not today/s.test(stderr)]).toEqual([2, true]);
});
