import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of the official client that the generator reads. Nothing of it is imported or run. */
export interface ClientPackage {
  readonly version: string;
  /** Declared models in the client's own order, which is alphabetical. */
  readonly models: readonly ModelSource[];
  readonly apis: readonly ApiSource[];
}

export interface ModelSource {
  readonly name: string;
  readonly js: string;
  readonly declaration: string;
}

/** One `SomethingV1Api`: all operations of a group version. */
export interface ApiSource {
  /** Without `Api`: `AppsV1`. */
  readonly name: string;
  readonly js: string;
  readonly declaration: string;
}

const packageVersion = '2.0.1';
const kubernetesRelease = 'release-1.36';

/** Reads the client below `nodeModules`; throws with a sentence for the user when it is missing or another release. */
export function readClientPackage(nodeModules: string): ClientPackage {
  const root = join(nodeModules, '@kubernetes', 'client-node');
  if (!existsSync(join(root, 'package.json'))) {
    throw new Error(`@kubernetes/client-node is not installed in ${nodeModules}: run npm install first`);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  if (version !== packageVersion) {
    throw new Error(`@kubernetes/client-node is ${version}, but these tables are for ${packageVersion}`);
  }
  const gen = join(root, 'dist', 'gen');
  const models = modelNames(gen).map((name) => readModel(gen, name));
  return { version, models, apis: apiNames(gen).map((name) => readApi(gen, name)) };
}

/** The client keeps files of models that are gone from the release; its index lists those that are not. */
function modelNames(gen: string): string[] {
  const index = readFileSync(join(gen, 'models', 'all.js'), 'utf8');
  return [...index.matchAll(/models\/(\w+)\.js'/g)].map((match) => match[1] as string).sort();
}

function apiNames(gen: string): string[] {
  const index = readFileSync(join(gen, 'index.js'), 'utf8');
  const exported = new Set([...index.matchAll(/ as (\w+?)Api\b/g)].map((match) => match[1] as string));
  return readdirSync(join(gen, 'apis'))
    .filter((file) => file.endsWith('Api.js'))
    .map((file) => file.slice(0, -'Api.js'.length))
    .filter((name) => exported.has(name) && /V\d/.test(name))
    .sort();
}

function readModel(gen: string, name: string): ModelSource {
  const js = readFileSync(join(gen, 'models', `${name}.js`), 'utf8');
  const release = /OpenAPI spec version: (\S+)/.exec(js)?.[1];
  if (release !== kubernetesRelease) {
    throw new Error(
      `the client's model ${name} is of ${release}, but these tables are for ${kubernetesRelease}`,
    );
  }
  return { name, js, declaration: readFileSync(join(gen, 'models', `${name}.d.ts`), 'utf8') };
}

function readApi(gen: string, name: string): ApiSource {
  const file = join(gen, 'apis', `${name}Api`);
  return { name, js: readFileSync(`${file}.js`, 'utf8'), declaration: readFileSync(`${file}.d.ts`, 'utf8') };
}
