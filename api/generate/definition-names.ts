import { metaModels, strayModels } from '../facts/definition-homes.ts';
import { type Model, modelNameOf } from './models.ts';
import type { Operation } from './operations.ts';

/**
 * Gives each model the name its definition has in Kubernetes' OpenAPI, `io.k8s.api.apps.v1.Deployment`. The models do
 * not say which group they are of, so: a few are known (facts/definition-homes.ts), one whose name starts with a group
 * says it, and the rest belong to the group version that reaches them, core before all others.
 */
export function definitionNames(
  models: ReadonlyMap<string, Model>,
  operations: readonly Operation[],
): Map<string, string> {
  const packages = reachability(models, operations);
  const names = new Map<string, string>();
  for (const name of models.keys()) {
    const home = metaHome(name) ?? packages.get(name);
    const definition = strayModels[name] ?? (home === undefined ? undefined : `${home}.${kindOf(name)}`);
    if (definition === undefined) throw new Error(`nothing reaches the client's model ${name}`);
    names.set(name, definition);
  }
  return names;
}

/** `CoreV1Event` -> `Event`, `V1beta1Variable` -> `Variable`. */
export function kindOf(model: string): string {
  return /^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?([A-Z]\w*)$/.exec(model)?.[1] ?? model;
}

/** The part of a model's name that says the version: `v1beta1`. */
function versionOf(model: string): string {
  return /^(?:[A-Z][a-z]+)?(V\d+(?:(?:alpha|beta)\d+)?)[A-Z]/.exec(model)?.[1]?.toLowerCase() ?? '';
}

function metaHome(model: string): string | undefined {
  return metaModels.includes(model) ? 'io.k8s.apimachinery.pkg.apis.meta.v1' : undefined;
}

/** `apps` of `apps`, `rbac` of `rbac.authorization.k8s.io`: the Go package below k8s.io/api. */
function packageOf(group: string, version: string): string {
  if (group === 'apiextensions.k8s.io') {
    return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}`;
  }
  if (group === 'apiregistration.k8s.io') return `io.k8s.kube-aggregator.pkg.apis.apiregistration.${version}`;
  if (group === 'internal.apiserver.k8s.io') return `io.k8s.api.apiserverinternal.${version}`;
  return `io.k8s.api.${group === '' ? 'core' : group.split('.')[0]}.${version}`;
}

function reachability(
  models: ReadonlyMap<string, Model>,
  operations: readonly Operation[],
): Map<string, string> {
  const found = new Map<string, string>();
  const core = operations.filter(({ group }) => group === '');
  for (const operation of [...core, ...operations.filter(({ group }) => group !== '')]) {
    const home = packageOf(operation.group, operation.version);
    for (const root of [operation.body, operation.answer]) {
      if (root !== undefined) reach(models, root, operation.version, home, found);
    }
  }
  return found;
}

/** Models of another version than the operation's are somebody else's: a Scale below a Deployment, DeleteOptions. */
function reach(
  models: ReadonlyMap<string, Model>,
  name: string,
  version: string,
  home: string,
  found: Map<string, string>,
): void {
  const model = models.get(name);
  if (model === undefined || found.has(name) || versionOf(name) !== version) return;
  if (strayModels[name] !== undefined || metaModels.includes(name)) return;
  found.set(name, home);
  for (const field of model.fields) reach(models, modelNameOf(field.type), version, home, found);
}
