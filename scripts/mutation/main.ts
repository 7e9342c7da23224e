// `npm run test:mutation -- client store/watch-hub.ts` changes the code of these folders and files in small ways, one at a
// time, and runs the tests that come past each change. It prints the changes that no test noticed. See docs/testing.md.
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** Folders whose tests try another folder's code too, beside that one's own. */
const alsoTriedBy: Readonly<Record<string, readonly string[]>> = {
  client: ['controller-runtime'],
};

/** Tests that take seconds: kills of processes, damaged files, runs in other processes. */
const tooSlow = [
  'store/crash.test.ts',
  'store/damage.test.ts',
  'store/full-disk.test.ts',
  'store/level-store-disk.test.ts',
  'store/space.test.ts',
  'simulation/determinism-processes.test.ts',
  'cluster/restart.test.ts',
];

/** Statuses of a mutant: it was noticed, or it was not. The rest (ignored, does not compile) does not count. */
const noticed = ['Killed', 'Timeout'];
const unnoticed = ['Survived', 'NoCoverage'];

const { positionals: places, values } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false }, workers: { type: 'string', default: '1' } },
});
if (places.length === 0)
  throw new Error('npm run test:mutation -- FOLDER-OR-FILE... [--force] [--workers 2]');
for (const place of places) console.log(report(place, await mutate(place)));

function mutate(place: string): Promise<readonly MutantResult[]> {
  const [top = ''] = place.split('/');
  const folder = place.endsWith('.ts') ? dirname(place) : place;
  return new Stryker({
    mutate: [
      place === folder ? `${folder}/**/*.ts` : place,
      ...['!**/*.{test,bench}.ts', '!**/testing/**', '!**/testdata/**', '!store/conformance{.ts,/**}'],
    ],
    testFiles: [top, ...(alsoTriedBy[top] ?? [])].flatMap(testFilesOf),
    testRunner: 'one-process',
    testRunnerNodeArgs: ['--import', 'tsx'],
    checkerNodeArgs: ['--import', 'tsx'],
    plugins: [fileURLToPath(new URL('runner.ts', import.meta.url))],
    // Each load of a test file stays in memory.
    maxTestRunnerReuse: 200,
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    mutator: { plugins: null, excludedMutations: ['StringLiteral'] },
    concurrency: Number(values.workers),
    // A mutant that waits for ever is noticed by its time; one that loops for ever, by its count.
    timeoutMS: 3_000,
    timeoutFactor: 2,
    incremental: true,
    incrementalFile: `.stryker/${folder.replaceAll('/', '+')}.json`,
    force: values.force,
    tempDirName: '.stryker/sandboxes',
    cleanTempDir: 'always',
    ignorePatterns: ['dist', '.homeostat', '.stryker'],
    reporters: ['progress-append-only'],
    allowEmpty: true,
    disableTypeChecks: false,
    // There is no such file: what would be done with it needs the JavaScript API of older TypeScript.
    tsconfigFile: 'none',
  }).runMutationTest();
}

function testFilesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.test.ts') && !tooSlow.includes(path));
}

function report(place: string, results: readonly MutantResult[]): string {
  // What is remembered of the folder's other files comes along.
  const counted = results
    .filter(({ fileName }) => `${relative('.', fileName)}/`.startsWith(`${place}/`))
    .filter(({ status }) => [...noticed, ...unnoticed].includes(status));
  const killed = counted.filter(({ status }) => noticed.includes(status)).length;
  const survivors = counted.filter(({ status }) => unnoticed.includes(status)).map(line);
  const percent = counted.length === 0 ? 100 : (100 * killed) / counted.length;
  return [...survivors, `${place}: ${killed} / ${counted.length} killed (${percent.toFixed(1)} %)`].join(
    '\n',
  );
}

function line({ fileName, location, mutatorName, replacement, status }: MutantResult): string {
  const untried = status === 'NoCoverage' ? ' (no test comes here)' : '';
  const change = replacement.replace(/\s+/g, ' ').slice(0, 120);
  return `${relative('.', fileName)}:${location.start.line}:${location.start.column}  ${mutatorName} -> ${change}${untried}`;
}
