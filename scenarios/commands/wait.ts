import type { KubeObject } from '../../apimachinery/index.ts';
import { describeReference, resourceOf, withArticle } from '../resource-of.ts';
import type { ObjectReference } from '../scenario.ts';
import { staleStatus } from '../stale-status.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { hasConditions, referenceProblem } from './object-problems.ts';
import { waitUntil, withinMsDefault } from './wait-until.ts';

const statuses = ['True', 'False', 'Unknown'] as const;

/** What is waited for: whether it has come, and what it is called. */
interface Awaited {
  readonly what: string;
  holds(objects: readonly KubeObject[]): boolean;
  /** Of the object that is there, what it lacks. */
  complain?(object: KubeObject): string;
}

export const wait: Command = {
  name: 'wait',
  help: 'Waits for an object to be created, to be deleted (or never to have been there), or for one of its conditions; for 30s if it does not say.',
  example:
    'wait: {apiVersion: apps/v1, kind: Deployment, name: web, timeout: 2m, for: {condition: {name: Available, value: "True"}}}',
  schema: fieldsSchema(
    {
      ...schemas.reference.properties,
      timeout: schemas.duration,
      for: awaitedSchema(),
      staleStatus: schemas.flag,
    },
    ['apiVersion', 'kind', 'name', 'for'],
  ),
  prepare(argument) {
    const { apiVersion, kind, name, namespace } = argument.fields(
      'apiVersion',
      'kind',
      'name',
      'namespace',
      'timeout',
      'for',
      'staleStatus',
    );
    const named = { apiVersion, kind, name, namespace };
    const reference = argument.pick(named).reference(referenceProblem('watch'));
    const withinMs = argument.durationMs('timeout', withinMsDefault);
    const { holds, what, complain } = awaited(argument.child('for'), reference, argument.flag('staleStatus'));
    const metadata = { name: reference.name, ...(reference.namespace && { namespace: reference.namespace }) };
    const object = { apiVersion: reference.apiVersion, kind: reference.kind, metadata };
    return {
      summary: `wait for ${what} of ${describeReference(reference)}`,
      run: (context) =>
        waitUntil(context, { object, withinMs }, holds, ([found]) =>
          found === undefined ? 'there is no such object' : (complain?.(found) ?? 'the object is there'),
        ),
    };
  },
};

function awaitedSchema(): object {
  const none = fieldsSchema({});
  const condition = fieldsSchema({ name: { type: 'string' }, value: { enum: [...statuses, true, false] } }, [
    'name',
  ]);
  return {
    ...fieldsSchema({ creation: none, deletion: none, condition }),
    minProperties: 1,
    maxProperties: 1,
  };
}

function awaited(argument: ArgumentReader, reference: ObjectReference, takesStale: boolean): Awaited {
  const fields = argument.fields('creation', 'deletion', 'condition');
  if (Object.keys(fields).length !== 1)
    throw argument.error('needs exactly one of creation, deletion, condition');
  for (const event of ['creation', 'deletion']) argument.child(event).fields();
  if ('creation' in fields) return { holds: (objects) => objects.length > 0, what: 'creation' };
  if ('deletion' in fields) return { holds: (objects) => objects.length === 0, what: 'deletion' };
  if (!hasConditions(reference)) throw argument.error(`${withArticle(reference.kind)} has no conditions`);
  const { name, value } = conditionOf(argument.child('condition'));
  const type = resourceOf(reference);
  const stale = (object: KubeObject) => (takesStale ? undefined : staleStatus(type, object));
  return {
    what: `condition ${name}=${value}`,
    holds: (objects) => objects.some((object) => stale(object) === undefined && has(object, name, value)),
    complain: (object) => [describeConditions(object), stale(object)].filter(Boolean).join('\n'),
  };
}

function conditionOf(argument: ArgumentReader) {
  const { value: given = 'True' } = argument.fields('name', 'value');
  const name = argument.string('name');
  // YAML reads an unquoted True as a flag.
  const value = statuses.find((status) => status.toLowerCase() === String(given).toLowerCase());
  if (value === undefined) throw argument.child('value').error(`must be one of ${statuses.join(', ')}`);
  return { name, value };
}

function has(object: KubeObject, name: string, value: string): boolean {
  return conditionsOf(object).some(({ type, status }) => type === name && status === value);
}

function describeConditions(object: KubeObject): string {
  const conditions = conditionsOf(object);
  if (conditions.length === 0) return 'the object is there, and has no conditions';
  const lines = conditions.map(({ type, status, reason, message }) =>
    [`  ${type}=${status}`, reason, message].filter((text) => text !== undefined && text !== '').join('  '),
  );
  return `its conditions are\n${lines.join('\n')}`;
}

interface ObjectCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

function conditionsOf(object: KubeObject): readonly ObjectCondition[] {
  const status = (object as { readonly status?: { readonly conditions?: [] } }).status;
  return status?.conditions ?? [];
}
