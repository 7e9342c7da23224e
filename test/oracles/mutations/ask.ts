import { masked } from '../server/alike.ts';
import type { Answer, Server } from '../server/server.ts';
import type { Case, CaseObject, CasePolicy } from './case.ts';
import { cases } from './cases.ts';
import { expressions } from './expressions.ts';
import { setup } from './setup.ts';

/** What comes of a case: the object as it would be stored, or why it is not. */
export interface Outcome {
  readonly name: string;
  readonly code: number;
  readonly body: unknown;
}

const group = '/apis/admissionregistration.k8s.io/v1';

/**
 * Asks a server all cases, as dry runs, and takes away what it made for that. `settled` is awaited when
 * all policies are there: a real server takes seconds to see them.
 */
export async function askAll(server: Server, settled: () => Promise<void>): Promise<Outcome[]> {
  const objects = new Objects(server);
  try {
    for (const object of setup) {
      const { code, body } = await objects.make(pathOf(object), object);
      if (code !== 201) throw new Error(JSON.stringify(body));
    }
    const refused: (Answer | undefined)[] = [];
    for (const [at, one] of cases.entries()) refused.push(await makePolicies(objects, one, at));
    await settled();
    const outcomes: Outcome[] = [];
    for (const [at, one] of cases.entries()) {
      outcomes.push(outcomeOf(one.name, refused[at] ?? (await askCase(server, one, at))));
    }
    for (const expression of expressions) outcomes.push(await askExpression(server, expression));
    return outcomes;
  } finally {
    await objects.remove();
  }
}

/** What was made, so that it can be taken away. */
class Objects {
  readonly #server: Server;
  readonly #paths: string[] = [];

  constructor(server: Server) {
    this.#server = server;
  }

  async make(path: string, object: object): Promise<Answer> {
    const answer = await this.#server.ask('POST', path, object);
    const { metadata } = answer.body as { readonly metadata?: { readonly name?: string } };
    if (answer.code === 201) this.#paths.push(`${path}/${metadata?.name}`);
    return answer;
  }

  async remove(): Promise<void> {
    for (const path of this.#paths.reverse()) await this.#server.ask('DELETE', path);
  }
}

/** The refusal of a policy that is none. */
async function makePolicies(objects: Objects, { policies }: Case, at: number): Promise<Answer | undefined> {
  for (const [each, policy] of policies.entries()) {
    const name = `case-${at}-${each}`;
    const spec = specOf(policy, at);
    const answer = await objects.make(`${group}/mutatingadmissionpolicies`, { metadata: { name }, spec });
    if (answer.code !== 201) return answer;
    const bound = { policyName: name, ...policy.binding };
    await objects.make(`${group}/mutatingadmissionpolicybindings`, { metadata: { name }, spec: bound });
  }
  return undefined;
}

/** One mutation is an apply configuration, or a JSON patch if it is a list. */
function mutationOf(expression: string): object {
  return expression.trimStart().startsWith('[')
    ? { patchType: 'JSONPatch', jsonPatch: { expression } }
    : { patchType: 'ApplyConfiguration', applyConfiguration: { expression } };
}

const resourceRules = [
  { apiGroups: ['*'], apiVersions: ['*'], operations: ['CREATE'], resources: ['*'], scope: 'Namespaced' },
];

function specOf({ mutations, spec }: CasePolicy, at: number): object {
  const { matchConstraints = { resourceRules }, ...others } = { ...spec } as { matchConstraints?: object };
  return {
    matchConstraints: { ...matchConstraints, objectSelector: { matchLabels: { case: `c${at}` } } },
    reinvocationPolicy: 'Never',
    mutations: mutations.map(mutationOf),
    ...others,
  };
}

function askCase(server: Server, { object }: Case, at: number): Promise<Answer> {
  const given = object ?? { apiVersion: 'v1', kind: 'ConfigMap' };
  const metadata = { name: 'asked', ...given.metadata, labels: { case: `c${at}` } };
  return server.ask('POST', `${pathOf(given)}?dryRun=All`, { ...given, metadata });
}

async function askExpression(server: Server, expression: string): Promise<Outcome> {
  const spec = specOf({ mutations: [expression] }, 0);
  const object = { metadata: { name: 'asked' }, spec };
  const answer = await server.ask('POST', `${group}/mutatingadmissionpolicies?dryRun=All`, object);
  const { code, body } = answer;
  const said = code === 201 ? undefined : (body as { message: string }).message;
  return { name: `expression: ${expression}`, code, body: said };
}

function outcomeOf(name: string, { code, body }: Answer): Outcome {
  return { name, code, body: masked(body) };
}

const plurals: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  CustomResourceDefinition: 'customresourcedefinitions',
  Deployment: 'deployments',
  Pod: 'pods',
  Secret: 'secrets',
  Widget: 'widgets',
};

function pathOf({ apiVersion, kind }: CaseObject): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const within = kind === 'CustomResourceDefinition' ? '' : '/namespaces/default';
  return `${root}${within}/${plurals[kind]}`;
}
