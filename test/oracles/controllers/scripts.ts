import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadScenarios, type Scenario } from '../../../scenarios/index.ts';

/** A scenario that a controller is put through: once Kubernetes' own, once ours, both over our API server. */
export interface Script {
  /** `statefulset/ordered-rollout`. */
  readonly name: string;
  /** The one that is judged, as --controllers names it, or some that need one another: `a,b`. All others are ours both times. */
  readonly controller: string;
  readonly scenario: Scenario;
  /** Where what Kubernetes' controller made of it is written down. */
  readonly vector: URL;
}

/** The controllers that a script judges. */
export function judgedNames(controller: string): readonly string[] {
  return controller.split(',');
}

const directory = join(import.meta.dirname, 'scripts');

/** The scripts in `scripts/CONTROLLER/NAME.yaml` whose name has one of the parts given; all where none is. */
export function loadScripts(parts: readonly string[] = []): readonly Script[] {
  const all = readdirSync(directory).sort().flatMap(scriptsOf);
  return parts.length === 0 ? all : all.filter(({ name }) => parts.some((part) => name.includes(part)));
}

function scriptsOf(controller: string): readonly Script[] {
  return loadScenarios(join(directory, controller)).map((scenario) => {
    const file = basename(scenario.file, '.yaml');
    const vector = new URL(`../../vectors/controllers/${controller}-${file}.json`, import.meta.url);
    return { name: `${controller}/${file}`, controller, scenario, vector };
  });
}
