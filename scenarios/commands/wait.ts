import type { KubeObject } from '../../apimachinery/index.ts';
import { describeReference } from '../resource-of.ts';
import type { ArgumentReader } from './argument-reader.ts';
import { fieldsSchema, schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { waitUntil, withinMsDefault } from './expectation.ts';

type Condition = (objects: readonly KubeObject[]) => boolean;

export const wait: Command = {
  name: 'wait',
  help: 'Waits for an object to be created, to be deleted, or for one of its conditions.',
  example:
    'wait: {apiVersion: apps/v1, kind: Deployment, name: web, timeout: 2m, for: {condition: {name: Available, value: "True"}}}',
  schema: fieldsSchema(
    { ...schemas.reference.properties, timeout: schemas.duration, for: { type: 'object' } },
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
        waitUntil(context, { object, summary, withinMs }, holds, (objects) =>
          objects.length === 0
            ? '  no such object'
            : `  ${JSON.stringify((objects[0] as { status?: unknown }).status)}`,
        ),
    };
  },
};

function condition(argument: ArgumentReader): { readonly holds: Condition; readonly what: string } {
  const fields = argument.fields('creation', 'deletion', 'condition');
  if ('creation' in fields) return { holds: (objects) => objects.length > 0, what: 'creation' };
  if ('deletion' in fields) return { holds: (objects) => objects.length === 0, what: 'deletion' };
  if (!('condition' in fields)) throw argument.error('needs one of creation, deletion, condition');
  const wanted = argument.child('condition');
  const { value = 'True' } = wanted.fields('name', 'value');
  const name = wanted.string('name');
  const holds: Condition = ([object]) =>
    conditionsOf(object).some(
      ({ type, status }) => type === name && status.toLowerCase() === String(value).toLowerCase(),
    );
  return { holds, what: `condition ${name}=${value}` };
}

function conditionsOf(
  object: KubeObject | undefined,
): readonly { readonly type: string; readonly status: string }[] {
  const status = (object as { readonly status?: { readonly conditions?: [] } } | undefined)?.status;
  return status?.conditions ?? [];
}
