import { relative, resolve } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS, type InstrumenterContext } from '@stryker-mutator/api/core';
import { type TestResult, TestStatus } from '@stryker-mutator/api/test-runner';
import {
  getFn,
  startTests,
  type TaskResult,
  type Test,
  type VitestRunner,
  type VitestRunnerConfig,
} from '@vitest/runner';
import { getTestName, getTests } from '@vitest/runner/utils';
import { configureGlobal } from 'fast-check';

/** What mutated code reads (which mutant is active, which test runs) and writes (who was where, how often). */
export const context: { [Key in keyof InstrumenterContext]: InstrumenterContext[Key] | undefined } = {};
Object.assign(globalThis, { [INSTRUMENTER_CONSTANTS.NAMESPACE]: context });

const config: VitestRunnerConfig = {
  root: '.',
  name: undefined,
  setupFiles: [],
  passWithNoTests: true,
  testNamePattern: undefined,
  allowOnly: false,
  sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
  chaiConfig: undefined,
  maxConcurrency: 1,
  // Long for any of these tests, also under load: what waits for ever ends here.
  testTimeout: 10_000,
  hookTimeout: 10_000,
  retry: 0,
  includeTaskLocation: false,
  tags: [],
  tagsFilter: undefined,
  strictTags: false,
};

// One failure is enough; nobody reads the shortest.
configureGlobal({ endOnFailure: true });

// What native code does on other threads does not show, nor do timers in the background, so idleness must last.
const idleCheckMs = 100;
const idleChecksMax = 20;

let loads = 0;
let failOutside: (error: unknown) => void = () => {};
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error: unknown) => failOutside(error ?? event));

/**
 * Runs the tests of one file in this process, all of them or those with these names, up to the first that fails. The file
 * is loaded again; the code it imports is not. The mutant is active while the tests run, not while they are collected.
 * A failure that belongs to no test (the file cannot be loaded, a hook fails) is told as that of a test without a name.
 */
export async function runTestFile(
  path: string,
  names?: ReadonlySet<string>,
  mutant?: string,
): Promise<TestResult[]> {
  let failed = false;
  const runner: VitestRunner = {
    config,
    importFile: (file) => import(`${pathToFileURL(file)}?load=${++loads}`),
    onBeforeRunFiles: () => {
      context.activeMutant = mutant;
    },
    onBeforeRunTask: (test) => {
      if (failed || names?.has(getTestName(test)) === false) test.mode = 'skip';
    },
    runTask: async (test) => {
      context.currentTestId = testId(test);
      const outside = new Promise((_, reject) => {
        failOutside = reject;
      });
      const run = async () => {
        await getFn(test)();
        await setImmediate();
      };
      const timer = setInterval(failIfIdle(failOutside), idleCheckMs);
      await Promise.race([run(), outside]).finally(() => clearInterval(timer));
    },
    onAfterRunTask: (test) => {
      context.currentTestId = undefined;
      failed ||= test.result?.state === 'fail';
    },
    onAfterRunFiles: () => {
      context.activeMutant = undefined;
    },
  };
  const [file] = await startTests([resolve(path)], runner);
  const tests = getTests(file ?? []).filter(
    ({ result }) => result?.state === 'pass' || result?.state === 'fail',
  );
  const results = tests.map((test) => resultOf(testId(test), getTestName(test), test.result));
  const isOutsideTests = file?.result?.state === 'fail' && !failed;
  return isOutsideTests ? [...results, resultOf(`${path}#`, '', file.result)] : results;
}

/** Fails a test that waits for ever, soon: when nothing happens, and nothing is under way that could end its wait. */
function failIfIdle(fail: (error: Error) => void): () => void {
  const atStart = process.getActiveResourcesInfo().length;
  let last = performance.eventLoopUtilization();
  let idleChecks = 0;
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    // The timer of these checks is one more.
    const isIdle = utilization < 0.1 && process.getActiveResourcesInfo().length <= atStart + 1;
    idleChecks = isIdle ? idleChecks + 1 : 0;
    if (idleChecks === idleChecksMax) fail(new Error('nothing is under way that this could wait for'));
  };
}

function testId(test: Test): string {
  return `${relative('.', test.file.filepath)}#${getTestName(test)}`;
}

function resultOf(id: string, name: string, result: TaskResult | undefined): TestResult {
  const told = { id, name, timeSpentMs: result?.duration ?? 0, fileName: resolve(id.split('#')[0] ?? '') };
  if (result?.state === 'pass') return { ...told, status: TestStatus.Success };
  return { ...told, status: TestStatus.Failed, failureMessage: result?.errors?.[0]?.message ?? '' };
}
