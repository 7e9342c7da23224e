import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseYaml, YamlSyntaxError } from '../apimachinery/index.ts';
import { BehaviourError, type PodBehaviours, parseBehaviours } from '../cluster/index.ts';
import { ArgumentReader, commands } from './commands/index.ts';
import { type Scenario, type ScenarioCluster, ScenarioError, type ScenarioStep } from './scenario.ts';

const apiVersion = 'homeostat.dev/v1alpha1';
const nodesMax = 5_000;

/** The scenarios of a file, or of every YAML file of a directory that holds one. Throws ScenarioError. */
export function loadScenarios(path: string): readonly Scenario[] {
  const files = isDirectory(path) ? yamlFiles(path) : [path];
  const scenarios = files.flatMap((file) => parseScenarios(read(file), file, files.length > 1));
  if (scenarios.length === 0) throw new ScenarioError(`${path}: there is no scenario (kind: Scenario) in it`);
  return scenarios;
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new ScenarioError(`${path}: no such file or directory`);
  }
}

function yamlFiles(directory: string): readonly string[] {
  const names = readdirSync(directory).filter((name) => /\.ya?ml$/.test(name));
  return names.sort().map((name) => join(directory, name));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new ScenarioError(`${file}: cannot be read`);
  }
}

/** Reads scenarios from text. `others`: documents of other kinds are passed over, as they are when a directory is read. */
export function parseScenarios(text: string, file: string, others = false): readonly Scenario[] {
  const documents = documentsOf(text, file);
  return documents.flatMap(({ value, line }) => {
    const document = value as { readonly kind?: unknown; readonly apiVersion?: unknown } | null;
    if (document?.kind !== 'Scenario') {
      if (others) return [];
      throw new ScenarioError(`${file}:${line}: kind must be Scenario`);
    }
    if (document.apiVersion !== apiVersion)
      throw new ScenarioError(`${file}:${line}: apiVersion must be ${apiVersion}`);
    return [scenarioOf(new ArgumentReader(file, value, dirname(file)), dirname(file))];
  });
}

function documentsOf(text: string, file: string) {
  try {
    return parseYaml(text).filter(({ value }) => value !== undefined && value !== null);
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw new ScenarioError(`${file}: ${error.message}`);
    throw error;
  }
}

function scenarioOf(document: ArgumentReader, directory: string): Scenario {
  document.fields('apiVersion', 'kind', 'metadata', 'spec');
  const spec = document.child('spec');
  const { description, steps } = spec.fields('description', 'cluster', 'steps');
  if (!Array.isArray(steps) || steps.length === 0)
    throw spec.child('steps').error('must be a list with at least one step');
  const scenario: Scenario = {
    name: document.child('metadata').string('name'),
    description: typeof description === 'string' ? description : '',
    cluster: clusterOf(spec.child('cluster')),
    steps: steps.map((step, at) => stepOf(spec.child('steps').item(at, step))),
    directory,
  };
  // Everything is read before anything runs: a mistake in the last step is told at once.
  for (const at of scenario.steps.keys()) prepareStep(scenario, at);
  return scenario;
}

function clusterOf(reader: ArgumentReader): ScenarioCluster {
  const { nodes = 3, capacity, behaviours } = reader.fields('nodes', 'capacity', 'behaviours');
  if (!Number.isInteger(nodes) || Number(nodes) < 0 || Number(nodes) > nodesMax) {
    throw reader.child('nodes').error(`must be a whole number from 0 to ${nodesMax}`);
  }
  return {
    nodes: Number(nodes),
    ...(capacity === undefined ? {} : { capacity: capacity as Readonly<Record<string, string>> }),
    ...(behaviours === undefined ? {} : { behaviours: behavioursOf(reader.child('behaviours'), behaviours) }),
  };
}

function behavioursOf(reader: ArgumentReader, value: unknown): PodBehaviours {
  try {
    return parseBehaviours(value);
  } catch (error) {
    if (error instanceof BehaviourError) throw reader.error(error.message);
    throw error;
  }
}

function stepOf(reader: ArgumentReader): ScenarioStep {
  const known = commands.map(({ name }) => name);
  const fields = reader.fields('description', ...known);
  const given = known.filter((name) => name in fields);
  const [command] = given;
  if (command === undefined || given.length > 1) {
    throw reader.error(
      `must have exactly one of ${known.join(', ')}${given.length > 1 ? `, not ${given.join(' and ')}` : ''}`,
    );
  }
  const { description } = fields;
  return {
    description: typeof description === 'string' ? description : '',
    command,
    argument: fields[command],
  };
}

/** The step ready to run. Throws ScenarioError. */
export function prepareStep(scenario: Scenario, at: number) {
  const step = scenario.steps[at];
  const command = commands.find(({ name }) => name === step?.command);
  if (step === undefined || command === undefined) throw new Error(`there is no step ${at}`);
  const path = `${scenario.name}: spec.steps[${at}].${step.command}`;
  return command.prepare(new ArgumentReader(path, step.argument, scenario.directory));
}
