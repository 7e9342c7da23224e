import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { loadScenarios, parseScenarios, runScenario } from '../../scenarios/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');

function blocks(language: string): readonly string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, text = '']) => text,
  );
}

test('the scenario runs as it stands there', async () => {
  const [text = '', ...others] = blocks('yaml');
  expect(others).toEqual([]);
  const [scenario] = parseScenarios(text, join(root, 'survive.yaml'));
  const result = await runScenario(scenario as NonNullable<typeof scenario>, { seed: 1 });
  expect(result.failure).toBeUndefined();
});

test('four minutes are too early, as it says there', async () => {
  const [text = ''] = blocks('yaml');
  const early = text.replace('duration: 6m', 'duration: 4m');
  const [scenario] = parseScenarios(early, join(root, 'survive.yaml'));
  const { failure } = await runScenario(scenario as NonNullable<typeof scenario>, { seed: 7 });
  const printed = blocks('text').find((block) => block.startsWith('survive failed'));
  const lines = (failure?.detail ?? '').split('\n').map((line) => `  ${line}`);
  expect(printed?.split('\n').slice(0, 2 + lines.length)).toEqual([
    `survive failed at step ${failure?.step}: ${failure?.summary}`,
    `  ${failure?.message}`,
    ...lines,
  ]);
});

test('every file that is named is there', () => {
  const named = [...readme.matchAll(/(?:\]\(|homeostat run |-f )([\w./-]+\/[\w./-]*)/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(8);
  const missing = named.filter((path) => {
    try {
      readFileSync(join(root, path));
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EISDIR';
    }
  });
  expect(missing).toEqual([]);
  expect(loadScenarios(join(root, 'scenarios')).length).toBeGreaterThan(5);
});

test('the library example is right in its types, and runs', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-readme-'));
  try {
    writeFileSync(join(directory, 'readme.mts'), blocks('ts').join('\n'));
    writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify(fromSources));
    const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
    const checked = await node(join(typescript, '../bin/tsc'), '-p', directory);
    expect(checked).toEqual({ stdout: '', stderr: '' });
    process.env.TSX_TSCONFIG_PATH = join(directory, 'tsconfig.json');
    const ran = await node('--import', 'tsx', join(directory, 'readme.mts'));
    expect(ran.stdout).toMatch(/^1 at http:\/\/127\.0\.0\.1:\d+\n$/);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

/** The package's name leads to the sources, so that nothing need be built. */
const fromSources = {
  extends: join(root, 'tsconfig.json'),
  compilerOptions: {
    paths: {
      homeostat: [join(root, 'index.ts')],
      'homeostat/testing': [join(root, 'testing/index.ts')],
    },
    typeRoots: [join(root, 'node_modules/@types')],
  },
  include: ['*.mts'],
  exclude: [],
};

/** Runs to the end; what it prints is the answer even where its exit code is not 0. */
async function node(
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, args, { cwd: root }).catch((error) => error);
  return { stdout, stderr };
}
