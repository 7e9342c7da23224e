import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadScenarios, runScenario, type Scenario, type ScenarioResult } from '../../scenarios/index.ts';

const folder = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** One seed of one scenario, as a child of `processes.ts` is asked for it. */
export interface Wanted {
  readonly file: string;
  readonly seed: string;
}

/** Files of scenarios/ that hold scenarios, without their folder. */
export function scenarioFiles(): readonly string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return names.filter((name) => scenariosOf(name).length > 0).sort();
}

/** None, if the file holds objects only. */
export function scenariosOf(file: string): readonly Scenario[] {
  try {
    return loadScenarios(folder + file);
  } catch (error) {
    if (/kind must be Scenario/.test(String(error))) return [];
    throw error;
  }
}

/** Runs it here, in virtual time. Rejects if the file holds more or less than one scenario. */
export function runWanted({ file, seed }: Wanted): Promise<ScenarioResult> {
  const [scenario, ...others] = scenariosOf(file);
  if (scenario === undefined || others.length > 0) throw new Error(`${file} must hold one scenario`);
  return runScenario(scenario, { seed });
}
