import { groupResource } from '../../apimachinery/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { addControllers, type BuiltInController, builtInControllers } from '../../controllers/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { judgedNames, loadScripts, type Script } from '../oracles/controllers/scripts.ts';
import { printed } from './printed.ts';

/** More kinds than any controller names: it learns by discovery what there is. */
const namedMax = 20;

/** docs/reference/controllers.md. What a controller watches is seen: each runs alone for a moment. */
export async function controllersPage(): Promise<string> {
  const scripts = loadScripts();
  const rows: string[] = [];
  for (const controller of builtInControllers) {
    const watched = await watchedKinds(controller.name);
    rows.push(rowOf(controller, watched, scripts.filter((script) => isOf(script, controller)).length));
  }
  return `# The controllers

These run in a cluster, by the names that kube-controller-manager knows them by. \`homeostat up --controllers\`,
\`spec.cluster.controllers\` of a scenario and \`startCluster({ controllers })\` say which of them do: \`*\` all, \`NAME\`
this one, \`-NAME\` not this one. So one of your own, or Kubernetes' own, can stand in the place of any.

A controller that has been *judged* was put through scripts over this API server, and so was the one of Kubernetes 1.36: what
came of them (objects, events, the courses of conditions, field managers) is the same. The number is that of the scripts, which
lie in \`test/oracles/controllers/scripts\`.

| name | what it does | watches | writes | judged by | differs |
|---|---|---|---|---|---|
${rows.join('\n')}

${printed}
`;
}

function isOf(script: Script, { name, alias }: BuiltInController): boolean {
  return judgedNames(script.controller).some((judged) => judged === name || judged === alias);
}

function rowOf(
  { name, alias, does, writes, differs = '' }: BuiltInController,
  watched: readonly string[],
  scripts: number,
): string {
  const known = alias === undefined ? '' : ` (\`${alias}\`)`;
  const watches = watched.length > namedMax ? 'every kind, by discovery' : watched.join(', ');
  return `| \`${name}\`${known} | ${does} | ${watches} | ${writes} | ${scripts || ''} | ${differs} |`;
}

/** The resources that a controller has informers of when it runs alone: `pods`, `replicasets.apps`. */
async function watchedKinds(name: string): Promise<readonly string[]> {
  const managers: Manager[] = [];
  const add = (manager: Manager) => {
    managers.push(manager);
    addControllers(manager, [name]);
  };
  const world = await openTestWorld({ managers: { 'controller-manager': add } });
  await world.control.settle();
  const informers = managers.flatMap((manager) => manager.introspect().informers);
  await world.close();
  return [...new Set(informers.map(groupResource))].sort();
}
