import type { KubeObject } from '../../apimachinery/index.ts';
import { describeReference } from '../resource-of.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { waitUntil, withinMsDefault } from './expectation.ts';

const statuses = ['True', 'False', 'Unknown'] as const;

type Condition = (objects: readonly KubeObject[]) => boolean;

export const wait: Command = {
  name: 'wait',
  help: 'Waits for an object to be created, to be deleted, or for one of its conditions; for 30s if it does not say.',
  example:
    'wait: {apiVersion: apps/v1, kind: Deployment, name: web, timeout: 2m, for: {condition: {name: Available, value: "True"}}}',
  schema: fieldsSchema(
    { ...schemas.reference.properties, timeout: schemas.duration, for: conditionSchema() },
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
    );
    const reference = argument.pick({ apiVersion, kind, name, namespace }).reference();
    const withinMs = argument.durationMs('timeout', withinMsDefault);
    const { holds, what } = condition(argument.child('for'));
    const summary = `wait for ${what} of ${describeReference(reference)}`;
    const metadata = { name: reference.name, ...(reference.namespace && { namespace: reference.namespace }) };
    const object = { apiVersion: reference.apiVersion, kind: reference.kind, metadata };
    return {
      summary,
      run: (context) =>
        waitUntil(context, { object, withinMs }, holds, ([found]) =>
          found === undefined ? 'there is no such object' : describeConditions(found),
        ),
    };
  },
};

function conditionSchema(): object {
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

function condition(argument: ArgumentReader): { readonly holds: Condition; readonly what: string } {
  const fields = argument.fields('creation', 'deletion', 'condition');
  if (Object.keys(fields).length !== 1)
    throw argument.error('needs exactly one of creation, deletion, condition');
  for (const event of ['creation', 'deletion']) argument.child(event).fields();
  if ('creation' in fields) return { holds: (objects) => objects.length > 0, what: 'creation' };
  if ('deletion' in fields) return { holds: (objects) => objects.length === 0, what: 'deletion' };
  const wanted = argument.child('condition');
  const { value: given = 'True' } = wanted.fields('name', 'value');
  const name = wanted.string('name');
  // YAML reads an unquoted True as a flag.
  const value = statuses.find((status) => status.toLowerCase() === String(given).toLowerCase());
  if (value === undefined) throw wanted.child('value').error(`must be one of ${statuses.join(', ')}`);
  const holds: Condition = ([object]) =>
    conditionsOf(object).some(({ type, status }) => type === name && status === value);
  return { holds, what: `condition ${name}=${value}` };
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

function conditionsOf(object: KubeObject | undefined): readonly ObjectCondition[] {
  const status = (object as { readonly status?: { readonly conditions?: [] } } | undefined)?.status;
  return status?.conditions ?? [];
}
