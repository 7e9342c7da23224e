import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { homeostat } from './homeostat-process.ts';

const root = await mkdtemp(join(tmpdir(), 'homeostat-words-'));
await writeFile(
  join(root, 'scenario.yaml'),
  'apiVersion: homeostat.dev/v1alpha1\nkind: Scenario\nmetadata: {name: x}\nspec: {steps: [{frobnicate: {}}]}\n',
);
await writeFile(join(root, 'broken.yaml'), 'kind: [Scenario\n');
afterAll(() => rm(root, { recursive: true }));

test.concurrent.each([
  [['up', '--nodes', '-1'], /--nodes must be a whole number from 0 to \d+, not "-1"/],
  [['up', '--port', '65536'], /--port must be a whole number from 0 to 65535, not "65536"/],
  [['up', '--data-dir', ''], /--data-dir/],
  [
    ['up', '--quota-backend-bytes', '1000'],
    /--quota-backend-bytes must be a whole number from 1048576 to \d+/,
  ],
  [['up', '--etcd-compaction-interval', '-5m'], /--etcd-compaction-interval must be .*, not "-5m"/],
  [['up', '--etcd-compaction-interval', '5'], /--etcd-compaction-interval must be .*, not "5"/],
  [['up', '--kubeconfig', ''], /--kubeconfig/],
  [['up', '--memory', '--data-dir', 'x'], /--memory.*--data-dir|--data-dir.*--memory/],
  [['up', '--speed', '3'], /unknown option '--speed'/],
  [['upp'], /unknown command 'upp'/],
  [['run'], /missing required argument 'files'/],
  [['run', 'nowhere.yaml'], /nowhere\.yaml: no such file or directory/],
  [['run', 'scenario.yaml'], /frobnicate/],
  [['run', 'broken.yaml'], /broken\.yaml:2:/],
  [['run', 'scenario.yaml', '--seed'], /option '--seed <seed>' argument missing/],
])('homeostat %j is refused in one line, with exit code 2', async (args, why) => {
  const { code, stdout, stderr } = await homeostat(args, { cwd: root });
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  const lines = stderr.trimEnd().split('\n');
  expect(lines[0]).toMatch(why);
  // What is wrong is one line; where to read more may be another.
  expect(lines.slice(1).filter((line) => !/^\((run "homeostat .*--help"|Did you mean)/.test(line))).toEqual(
    [],
  );
  expect(await readdir(root)).toEqual(['broken.yaml', 'scenario.yaml']);
});
