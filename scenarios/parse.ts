import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseQuantity } from '../apimachinery/index.ts';
import {
  BehaviourError,
  type NodeCidrOptions,
  parseDevices,
  parseKubeletConfiguration,
  parseMetrics,
  parseNodeUsage,
  parseStaticPods,
  problemOfControllers,
  problemOfNodeCidrs,
} from '../cluster/index.ts';
import { withAmountFiles } from './amount-files.ts';
import { ArgumentReader, commands } from './commands/index.ts';
import { readDocuments, readText, type SourceDocument } from './documents.ts';
import { type DeclaredBehaviours, listedBehaviours } from './read-behaviours.ts';
import { withManifests } from './read-static-pods.ts';
import {
  nodesMax,
  type Scenario,
  type ScenarioCluster,
  ScenarioError,
  type ScenarioStep,
} from './scenario.ts';

const apiVersion = 'homeostat.dev/v1alpha1';

/** The scenarios of a file, or of the YAML files of a directory, which may hold other objects too. Throws ScenarioError. */
export function loadScenarios(path: string): readonly Scenario[] {
  const others = isDirectory(path);
  const files = others ? yamlFiles(path) : [path];
  const scenarios = files.flatMap((file) => parseScenarios(read(file), file, others));
  if (scenarios.length === 0) throw new ScenarioError(`${path}: there is no scenario (kind: Scenario) in it`);
  return scenarios;
}

function isDirectory(path: string): boolean {
  if (path === '') throw new ScenarioError('"" names no file or directory');
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ScenarioError(`${path}: ${missing ? 'no such file or directory' : `cannot be read (${code})`}`);
  }
}

function yamlFiles(directory: string): readonly string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  const files = entries.filter((entry) => /\.ya?ml$/.test(entry.name) && !entry.isDirectory());
  return files.map(({ name }) => join(directory, name)).sort();
}

function read(file: string): string {
  return readText(file, (why) => new ScenarioError(`${file}: cannot be read${why}`));
}

/** Reads scenarios from text. `others`: documents of other kinds are passed over, as they are when a directory is read. */
export function parseScenarios(text: string, file: string, others = false): readonly Scenario[] {
  return readDocuments(text, file).flatMap((source) => {
    const document = source.value as { readonly kind?: unknown; readonly apiVersion?: unknown };
    if (document.kind !== 'Scenario') {
      if (others && document.apiVersion !== apiVersion) return [];
      throw new ScenarioError(`${source.place('kind')}: kind must be Scenario${kindGiven(document.kind)}`);
    }
    if (document.apiVersion !== apiVersion)
      throw new ScenarioError(`${source.place('apiVersion')}: apiVersion must be ${apiVersion}`);
    return [scenarioOf(source, file)];
  });
}

function kindGiven(kind: unknown): string {
  return typeof kind === 'string' ? `, not ${kind}; other objects are for apply: {file: ...}` : '';
}

function scenarioOf({ value, place }: SourceDocument, file: string): Scenario {
  const document = new ArgumentReader({ place, directory: dirname(file) }, '', value);
  document.fields('apiVersion', 'kind', 'metadata', 'spec');
  const spec = document.child('spec');
  spec.fields('description', 'cluster', 'steps');
  return {
    name: nameOf(document.child('metadata')),
    description: spec.optionalString('description') ?? '',
    cluster: clusterOf(spec.child('cluster'), dirname(file)),
    // Everything is read before anything runs: a mistake in the last step is told at once.
    steps: spec.child('steps').items('step').map(stepOf),
    file,
  };
}

function nameOf(metadata: ArgumentReader): string {
  metadata.fields('name', 'labels', 'annotations');
  const name = metadata.string('name');
  // It begins lines that others read.
  if (/\p{Cc}/u.test(name)) throw metadata.child('name').error('must be one line of text');
  return name;
}

function clusterOf(reader: ArgumentReader, directory: string): ScenarioCluster {
  const {
    nodes = 3,
    capacity,
    behaviours,
    devices,
    nodeUsage,
    kubeletConfiguration,
    staticPods,
    controllers,
    scheduler,
    schedulers,
    metrics,
    allocateNodeCidrs,
  } = reader.fields(
    'nodes',
    'capacity',
    'behaviours',
    'devices',
    'nodeUsage',
    'kubeletConfiguration',
    'staticPods',
    'controllers',
    'scheduler',
    'schedulers',
    'metrics',
    'allocateNodeCidrs',
  );
  if (!Number.isInteger(nodes) || Number(nodes) < 0 || Number(nodes) > nodesMax) {
    throw reader.child('nodes').error(`must be a whole number from 0 to ${nodesMax}`);
  }
  return {
    nodes: Number(nodes),
    ...(controllers === undefined
      ? {}
      : { controllers: controllersOf(reader.child('controllers'), controllers) }),
    ...(scheduler === undefined ? {} : { scheduler: reader.flag('scheduler') }),
    ...(schedulers === undefined ? {} : { schedulers: reader.child('schedulers').schedulers() }),
    ...(capacity === undefined ? {} : { capacity: capacityOf(reader.child('capacity'), capacity) }),
    ...(behaviours === undefined ? {} : behavioursOf(reader.child('behaviours'), behaviours, directory)),
    ...(devices === undefined
      ? {}
      : { devices: declaredOf(reader.child('devices'), (path) => parseDevices(devices, path)) }),
    ...(nodeUsage === undefined
      ? {}
      : {
          nodeUsage: declaredOf(reader.child('nodeUsage'), (path) =>
            parseNodeUsage(withAmountFiles(nodeUsage, directory), path),
          ),
        }),
    ...(kubeletConfiguration === undefined
      ? {}
      : {
          kubeletConfiguration: declaredOf(reader.child('kubeletConfiguration'), (path) =>
            parseKubeletConfiguration(kubeletConfiguration, path),
          ),
        }),
    ...(staticPods === undefined
      ? {}
      : {
          staticPods: declaredOf(reader.child('staticPods'), (path) =>
            parseStaticPods(withManifests(staticPods, directory), path),
          ),
        }),
    ...(metrics === undefined
      ? {}
      : {
          metrics: declaredOf(reader.child('metrics'), (path) =>
            parseMetrics(withAmountFiles(metrics, directory), path),
          ),
        }),
    ...(allocateNodeCidrs === undefined
      ? {}
      : { allocateNodeCidrs: nodeCidrsOf(reader.child('allocateNodeCidrs')) }),
  };
}

const maskSizes = ['nodeCidrMaskSize', 'nodeCidrMaskSizeIpv4', 'nodeCidrMaskSizeIpv6'] as const;

function nodeCidrsOf(reader: ArgumentReader): NodeCidrOptions {
  const fields = reader.fields('clusterCidr', ...maskSizes);
  const given = maskSizes.filter((field) => fields[field] !== undefined);
  const options = {
    clusterCidr: reader.string('clusterCidr'),
    ...Object.fromEntries(given.map((field) => [field, reader.integer(field, 1)])),
  };
  const problem = problemOfNodeCidrs(options);
  if (problem !== undefined) throw reader.error(problem);
  return options;
}

function controllersOf(reader: ArgumentReader, value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    throw reader.error(`must be a list of names, such as ["*", -deployment-controller]`);
  const problem = problemOfControllers(value);
  if (problem !== undefined) throw reader.error(problem);
  return value;
}

/** Quantities by resource name; YAML may have taken them for numbers. */
function capacityOf(reader: ArgumentReader, value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw reader.error('must be an object, such as {cpu: "2", memory: 4Gi}');
  const quantities = Object.entries(value).map(([resource, amount]) => {
    const text = String(amount);
    if (!isResourceName(resource))
      throw reader
        .child(resource)
        .error(`is no resource; there are ${resources.join(', ')}, hugepages-SIZE and DOMAIN/NAME`);
    if (!isAmount(text))
      throw reader.child(resource).error(`"${text}" is no quantity; write it as "2", 500m or 4Gi`);
    return [resource, text] as const;
  });
  return Object.fromEntries(quantities);
}

/** A quantity that there can be. */
function isAmount(text: string): boolean {
  try {
    return parseQuantity(text).sign >= 0;
  } catch {
    return false;
  }
}

/** What a node has; others are called by a domain, or are pages of a size. */
const resources = ['cpu', 'memory', 'ephemeral-storage', 'pods'];

function isResourceName(name: string): boolean {
  return resources.includes(name) || name.startsWith('hugepages-') || name.includes('/');
}

/** What is declared under a field, by a parser that tells of mistakes with their paths. */
function declaredOf<Declared>(reader: ArgumentReader, parse: (path: string) => Declared): Declared {
  try {
    return parse(reader.path);
  } catch (error) {
    if (error instanceof BehaviourError) throw reader.complaint(error.path, error.message);
    throw error;
  }
}

function behavioursOf(reader: ArgumentReader, value: unknown, directory: string): DeclaredBehaviours {
  if (!Array.isArray(value)) throw reader.error('must be a list');
  return declaredOf(reader, (path) => listedBehaviours(value, path, directory));
}

function stepOf(reader: ArgumentReader): ScenarioStep {
  const names = commands.map(({ name }) => name);
  const word = names.find((name) => reader.is(name));
  if (word !== undefined) throw reader.error(`must be an object; write "${word}: {}"`);
  const fields = reader.fields('description', ...names);
  const given = commands.filter(({ name }) => name in fields);
  const [command] = given;
  if (command === undefined || given.length > 1) {
    const words = given.map(({ name }) => name);
    throw reader.error(
      `must have exactly one of ${names.join(', ')}${words.length > 1 ? `, not ${words.join(' and ')}` : ''}`,
    );
  }
  const argument = reader.child(command.name);
  if (!argument.isObject()) throw argument.error(`must be an object, as in ${command.example}`);
  return {
    description: reader.optionalString('description') ?? '',
    command: command.name,
    ...command.prepare(argument),
  };
}
