import { relative } from 'node:path';
import type { MutantCoverage } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { context, runTestFile } from './test-file.ts';

type TriedMutant = Pick<MutantRunOptions, 'testFilter' | 'hitLimit'> & { activeMutant: { id: string } };

/**
 * Runs vitest's tests in Stryker's own worker, where the code is loaded once for many mutants: a mutant costs what its
 * tests cost, not a thread and its modules.
 *
 * The price: a mutant may leave something behind that makes later tests fail, or sit where a process comes only once. So
 * a process that tried other mutants before does not decide such cases: it rejects, and Stryker asks a new process.
 */
export class OneProcessRunner implements TestRunner {
  #lastKiller = '';
  #triedMutants = 0;
  #spoiled = false;

  /** Code may also run while it is loaded: no mutant is active then, so nothing need be loaded again for it. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun({ testFiles = [] }: Pick<DryRunOptions, 'testFiles'>): Promise<DryRunResult> {
    const coverage: MutantCoverage = { static: {}, perTest: {} };
    context.mutantCoverage = coverage;
    const tests: TestResult[] = [];
    for (const path of testFiles) tests.push(...(await runTestFile(relative('.', path))));
    // Stryker keeps this order when it says which tests a mutant needs.
    const quickestFirst = tests.toSorted((a, b) => a.timeSpentMs - b.timeSpentMs).map(({ id }) => id);
    const perTest = Object.fromEntries(quickestFirst.map((id) => [id, coverage.perTest[id] ?? {}]));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { ...coverage, perTest } };
  }

  async mutantRun({ activeMutant, testFilter = [], hitLimit }: TriedMutant): Promise<MutantRunResult> {
    if (this.#spoiled) throw new Error('the last mutant left something behind');
    const isFirst = this.#triedMutants++ === 0;
    Object.assign(context, { hitCount: 0, hitLimit });
    const tests: TestResult[] = [];
    for (const [path, names] of this.#lastKillerFirst(testFilter)) {
      tests.push(...(await runTestFile(path, names, activeMutant.id)));
      const killer = tests.at(-1);
      if (killer?.status !== TestStatus.Failed) continue;
      this.#lastKiller = path;
      const again = await runTestFile(path, new Set([killer.name]));
      this.#spoiled = again.some(({ status }) => status === TestStatus.Failed);
      break;
    }
    if (!isFirst && this.#spoiled) throw new Error('this mutant or one before it left something behind');
    if (!isFirst && context.hitCount === 0)
      throw new Error('the process came here before, and does not again');
    return toMutantRunResult({ status: DryRunStatus.Complete, tests });
  }

  /** Files, and the names of their tests: neighbours break the same tests, and one failure is enough. */
  #lastKillerFirst(testIds: readonly string[]): [string, Set<string>][] {
    const files = new Map<string, Set<string>>();
    for (const id of testIds) {
      const [path = '', ...name] = id.split('#');
      files.set(path, (files.get(path) ?? new Set()).add(name.join('#')));
    }
    return [...files].toSorted(([a], [b]) => Number(b === this.#lastKiller) - Number(a === this.#lastKiller));
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'one-process', OneProcessRunner)];
