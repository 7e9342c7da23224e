// The package as a user gets it: packed from what is committed, installed into an empty folder, used there.
// `node test/package/check.mjs`; takes a minute or two. Prints what it found, and ends with 1 if something is wrong.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Generated definitions, and what V8 makes of the command, are most of it. Twice this means that something slipped in. */
const PACKED_BYTES_MAX = 9_000_000;
const READY_MS_MAX = 60_000;
/** What is of no use to who installs it; of the examples all is, their tests show how to test with `homeostat/testing`. */
const stray =
  /\.(test|bench)\.|(^|\/)(test|testdata|testing|bench|generate|oracles)\/|(^|\/)(tsconfig|vitest|biome)/;
const isStray = (path) => stray.test(path) && !/^(examples|dist\/testing)\//.test(path);

/** What a user of the library might write first. */
const program = `import { startCluster, coreV1 } from 'homeostat';
import { openTestWorld } from 'homeostat/testing';

const cluster = await startCluster({ nodes: 2 });
const nodes = await cluster.client('check').list(coreV1.nodes);
console.log(nodes.items.length);
await cluster.stop();

const world = await openTestWorld({ seed: 7 });
await world.act((user) => user.create(coreV1.namespaces, { metadata: { name: 'shop' } }));
await world.close();
`;

const problems = [];
const work = mkdtempSync(join(tmpdir(), 'homeostat-package-'));
try {
  const source = join(work, 'source');
  const tarball = pack(source);
  useSource(source);
  const user = join(work, 'user');
  install(tarball, user);
  useCommand(user);
  await useCluster(user);
  useLibrary(user);
  useTypes(user);
} finally {
  rmSync(work, { recursive: true, force: true });
}
say(
  problems.length === 0
    ? 'package: all well'
    : `package: ${problems.length} problems\n${problems.join('\n')}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function pack(source) {
  mkdirSync(source);
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', source], { input: archive });
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  run('npm', ['run', 'prepare'], source);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts'], source).stdout,
  );
  say(`packed: ${size} bytes, ${unpackedSize} unpacked, ${files.length} files`);
  expect(size <= PACKED_BYTES_MAX, `the tarball has ${size} bytes, more than ${PACKED_BYTES_MAX}`);
  const strays = files.map(({ path }) => path).filter(isStray);
  expect(
    strays.length === 0,
    `${strays.length} files of no use to users, such as ${strays.slice(0, 5).join(', ')}`,
  );
  return join(source, filename);
}

/** Where npm has prepared the sources, npx runs what is there: its first run builds nothing. */
function useSource(source) {
  const main = join(source, 'dist/cli/main.js');
  const { mtimeMs } = statSync(main);
  const npm = ['--cache', join(work, 'npm-cache'), '--offline'];
  const { stdout } = run('npx', [...npm, 'homeostat', '--help'], source);
  expect(stdout.startsWith('Usage: homeostat'), `npx homeostat --help in the sources says ${stdout}`);
  expect(statSync(main).mtimeMs === mtimeMs, 'npx homeostat builds what is built already');
}

function install(tarball, user) {
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{"private": true, "type": "module"}\n');
  const { stderr } = run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], user);
  // What is said about the settings of this machine's npm is not about the package.
  const warnings = stderr
    .split('\n')
    .filter((line) => /npm warn/i.test(line) && !/(user|env) config/.test(line));
  for (const warning of warnings) say(`a user sees: ${warning}`);
  // Newer npm names every package with an install script; ours come with all they need and run without it.
  const others = warnings.filter((line) => !line.includes('install-scripts'));
  expect(others.length === 0, `${others.length} warnings on npm install`);
  say(`installed: ${run('du', ['-sk', 'node_modules'], user).stdout.split('\t')[0]} KiB`);
}

function useCommand(user) {
  const { version } = JSON.parse(readFileSync(join(user, 'node_modules/homeostat/package.json'), 'utf8'));
  const said = run('npx', ['homeostat', 'version'], user).stdout;
  expect(said.startsWith(`homeostat ${version}\n`), `npx homeostat version says ${said}`);
  usePrepared(user);
  const scenario = 'node_modules/homeostat/scenarios/first-deployment.yaml';
  const ran = run('npx', ['homeostat', 'run', scenario, '--seed', '7'], user).stdout;
  const last = ran.trimEnd().split('\n').at(-1) ?? '';
  expect(/pass {2}seed 7 .*sha256:[0-9a-f]{64}$/.test(last), `npx homeostat run says ${last}`);
  say(`ran: ${last}`);
}

/** What was compiled at the build is taken, with the flags of npx and without. */
function usePrepared(user) {
  const main = join(user, 'node_modules/homeostat/dist/cli/main.js');
  const program = `process.argv.push('version'); const { script } = require(${JSON.stringify(main)});
    process.on('exit', () => console.log('rejected', script.cachedDataRejected));`;
  for (const flags of [['--max-semi-space-size=64'], []]) {
    const { stdout } = run(process.execPath, [...flags, '-e', program], user);
    expect(stdout.endsWith('rejected false\n'), `the command is compiled again: ${stdout}`);
  }
}

async function useCluster(user) {
  const main = join(user, 'node_modules/.bin/homeostat');
  const child = spawn(process.execPath, [main, 'up', '--port', '0', '--memory'], { cwd: user });
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS_MAX);
  let out = '';
  let errors = '';
  child.stderr.on('data', (bytes) => (errors += bytes));
  const ended = once(child, 'close');
  const ready = new Promise((resolve) => {
    child.stdout.on('data', (bytes) => {
      out += bytes;
      if (/^ready .* ms$/m.test(out)) resolve();
    });
  });
  await Promise.race([ready, ended]);
  const [line, url] = /^ready (\S+) after \d+ ms$/m.exec(out) ?? [];
  expect(url !== undefined, `npx homeostat up did not become ready: ${out}${errors}`);
  if (url !== undefined) {
    const { items } = await (await fetch(`${url}/api/v1/nodes`)).json();
    expect(items.length === 3, `there are ${items.length} nodes, not 3`);
    say(`up: ${line}, ${items.length} nodes`);
    child.kill('SIGTERM');
  }
  const [code] = await ended;
  clearTimeout(timer);
  expect(code === 0 && errors === '', `up ended with ${code}: ${errors}`);
}

function useLibrary(user) {
  writeFileSync(join(user, 'use.mjs'), program);
  const { stdout } = run(process.execPath, ['use.mjs'], user);
  expect(stdout === '2\n', `the library's client lists ${stdout} nodes, not 2`);
}

function useTypes(user) {
  const typed = 'const first: string | undefined = nodes.items[0]?.metadata?.name;\nconsole.log(first);\n';
  const wrong = '// @ts-expect-error: there is no such option\nawait startCluster({ nods: 2 });\n';
  writeFileSync(join(user, 'use.ts'), program + typed + wrong);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const flags =
    '--noEmit --strict --exactOptionalPropertyTypes --module nodenext --target es2023 --types node';
  // Their own types are checked as well: nothing of the package may be wrong or missing.
  const types = ['--typeRoots', join(root, 'node_modules/@types')];
  const { stdout } = run(process.execPath, [tsc, ...flags.split(' '), ...types, 'use.ts'], user);
  expect(stdout === '', `types:\n${stdout.split('\n').slice(0, 10).join('\n')}`);
}

/** What it printed; a failure is a problem to be told, not the end of the check. */
function run(program, args, cwd) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 });
  expect(status === 0, `${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return { stdout: stdout ?? '', stderr: stderr ?? '' };
}

function expect(holds, problem) {
  if (!holds) problems.push(`  ${problem}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
