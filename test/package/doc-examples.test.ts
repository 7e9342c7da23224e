import { expect, test } from 'vitest';
import * as homeostat from '../../index.ts';
import * as testing from '../../testing/index.ts';
import { checkProgram, readPage } from './run-document.ts';

/** What a user begins with, and where it stands. Each has an example in its comment. */
const mainExports = {
  connect: 'client/connect.ts',
  controllerManagedBy: 'controller-runtime/builder.ts',
  createInformerFactory: 'client/informer-factory.ts',
  createManager: 'controller-runtime/manager.ts',
  createOrUpdate: 'controller-runtime/create-or-update.ts',
  createSimulation: 'simulation/simulation.ts',
  createWorkQueue: 'client/create-work-queue.ts',
  defineKind: 'custom-resources/define-kind.ts',
  findCluster: 'client/kubeconfig/find-cluster.ts',
  LeaderElector: 'client/leader-election/leader-elector.ts',
  openStore: 'store/open-store.ts',
  rbac: 'custom-resources/rbac.ts',
  realEnvironment: 'environment/real/real-environment.ts',
  retryOnConflict: 'client/retry-on-conflict.ts',
  runScenario: 'scenarios/run-scenario.ts',
  setCondition: 'apimachinery/object/conditions.ts',
  startCluster: 'cluster/start-cluster.ts',
};
const mainTestExports = { explore: 'testing/explore.ts', startCluster: 'testing/start-cluster.ts' };

/** What examples take for granted. */
const given = `
import { readFile, writeFile } from 'node:fs/promises';
declare const environment: homeostat.Environment;
declare const client: homeostat.Client;
declare const manager: homeostat.Manager;
declare const reconciler: homeostat.Reconciler;
declare const store: homeostat.EmbeddedStore;
declare const website: { readonly status?: { readonly conditions?: readonly homeostat.ConditionLike[] } };
declare const deployment: homeostat.V1Deployment;
declare const metadata: homeostat.ObjectMeta;
declare const signal: AbortSignal;
declare const begin: (signal: AbortSignal) => void;
declare const end: () => void;
`;

function exampleOf(name: string, path: string): string {
  const source = readPage(path);
  const at = source.search(new RegExp(`^export (?:async )?(?:function|class) ${name}\\b`, 'm'));
  const comment = source.slice(source.lastIndexOf('/**', at), at);
  const [, example = ''] = comment.split('@example');
  // What a declaration at the top of a module would say is said within a function here.
  return example
    .replaceAll(/^ \*(?:\/\n)? ?/gm, '')
    .replaceAll(/^ {4}/gm, '')
    .replaceAll('export const', 'const');
}

/** Imports of those values that a text names, but for those of another module. */
function importsOf(text: string, module: object, from: string, other: object = {}): string {
  const names = Object.keys(module).filter((name) => !(name in other));
  const named = names.filter((name) => new RegExp(`\\b${name}\\b`).test(text));
  return `import { ${named.join(', ')} } from '${from}';\n`;
}

async function check(names: Readonly<Record<string, string>>, module: object, from: string) {
  const examples = Object.entries(names).map(([name, path]) => [name, exampleOf(name, path)] as const);
  for (const [name, text] of examples) expect([name, text.includes(name)]).toEqual([name, true]);
  const calls = examples
    .map(([name, text]) => `export async function of_${name}() {\n${text}\n}\n`)
    .join('\n');
  const others = from === 'homeostat' ? '' : importsOf(calls, homeostat, 'homeostat', module);
  const imports = `${importsOf(calls, module, from)}${others}import type * as homeostat from 'homeostat';\n`;
  return checkProgram(`${imports}${given}${calls}`);
}

test('each main export has an example, which is right in its types', async () => {
  expect(await check(mainExports, homeostat, 'homeostat')).toEqual({ stdout: '', stderr: '' });
  expect(await check(mainTestExports, testing, 'homeostat/testing')).toEqual({ stdout: '', stderr: '' });
});
