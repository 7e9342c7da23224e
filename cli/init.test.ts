import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { commandArgs } from '../test/command/command.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'homeostat-init-'));
afterAll(() => rmSync(folder, { recursive: true }));

function node(args: readonly string[], cwd = root) {
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8' });
}

function init(...args: readonly string[]) {
  return node([...commandArgs, 'init', 'operator', ...args]);
}

/** The package's names lead to its sources, so that nothing need be built. */
function linkSources(project: string): void {
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const paths = {
    homeostat: [join(root, 'index.ts')],
    'homeostat/testing': [join(root, 'testing/index.ts')],
  };
  const typeRoots = [join(root, 'node_modules/@types')];
  const config = { extends: './tsconfig.json', compilerOptions: { paths, typeRoots }, include: ['src'] };
  writeFileSync(join(project, 'tsconfig.linked.json'), JSON.stringify(config));
  const alias = `[{ find: /^homeostat$/, replacement: '${root}index.ts' },
    { find: 'homeostat/testing', replacement: '${root}testing/index.ts' }]`;
  writeFileSync(join(project, 'vitest.config.mjs'), `export default { resolve: { alias: ${alias} } };\n`);
}

test('a new operator is right in its types, and its tests pass', () => {
  const project = join(folder, 'backups');
  const made = init(project, '--group', 'ops.acme.io', '--kind', 'BackupPolicy', '--version', 'v1beta1');
  expect(made.stderr).toBe('');
  expect(made.stdout).toMatch(
    /^\d+ files are in .*backups. Next:\n\n {2}cd .*backups\n {2}npm install\n {2}npm test\n/,
  );
  linkSources(project);
  const bin = join(root, 'node_modules');
  const checked = node([join(bin, 'typescript/bin/tsc'), '-p', 'tsconfig.linked.json'], project);
  expect(checked.stdout).toBe('');
  const tested = node([join(bin, 'vitest/vitest.mjs'), 'run', '--no-color'], project);
  expect(tested.stdout).toMatch(/Tests +11 passed \(11\)/);
  expect(readFileSync(join(project, 'config/crd/backuppolicies.yaml'), 'utf8')).toContain(
    'name: backuppolicies.ops.acme.io',
  );
});

test('what has files in it is left alone', () => {
  const project = join(folder, 'taken');
  mkdirSync(project);
  writeFileSync(join(project, 'notes'), '');
  expect(init(project)).toMatchObject({
    status: 2,
    stderr: `homeostat: ${project} is not empty; an operator begins in a folder of its own\n`,
  });
  expect(readdirSync(project)).toEqual(['notes']);
});

test('names that could not be served are refused', () => {
  const { status, stderr } = init(join(folder, 'other'), '--kind', 'backup');
  expect([status, stderr]).toEqual([2, 'homeostat: --kind is such as "Website", not "backup"\n']);
  for (const kind of ['Class', 'Function', 'Client'])
    expect(init(join(folder, 'other'), '--kind', kind).stderr).toBe(
      `homeostat: --kind "${kind}": the sources of the project have this name for something else\n`,
    );
});
