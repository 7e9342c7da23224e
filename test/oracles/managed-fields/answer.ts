import { schemaFor } from '../../../api/index.ts';
import { type KubeObject, StatusError } from '../../../apimachinery/index.ts';
import { allFields, FieldManager } from '../../../apimachinery/managed-fields/index.ts';
import type { OwnershipAnswer, OwnershipCase } from './cases.ts';

/** What our own code makes of a case. */
export function answer({ apiVersion, kind, subresource, steps }: OwnershipCase): OwnershipAnswer[] {
  const [group, name] = apiVersion.includes('/') ? apiVersion.split('/', 2) : ['', apiVersion];
  const schema = schemaFor(group ?? '', name ?? '', kind) ?? {};
  const version = { apiVersion, schema, settable: allFields };
  const manager = new FieldManager({
    kind: version,
    kindName: kind,
    subresource,
    versions: {
      kindOf: (wanted) => (wanted === apiVersion ? version : undefined),
      convert: (object) => object,
    },
    zero: { apiVersion, kind, metadata: {} },
    now: () => '2000-01-01T00:00:00Z',
  });
  let live: KubeObject | undefined;
  return steps.map(({ op, object, manager: name, force }) => {
    try {
      const made =
        op === 'apply' ? manager.apply(live, object, name, force) : manager.update(live, object, name);
      live = { ...made, metadata: { ...made.metadata, uid: '1' } };
      return { object: withoutTimes(live) };
    } catch (error) {
      return refusal(error as Error);
    }
  });
}

function refusal(error: Error): OwnershipAnswer {
  if (!(error instanceof StatusError)) return { error: error.message };
  const causes = error.status.details?.causes ?? [];
  const conflicts = causes.map(({ field, message }) => `${field}: ${message}`).sort();
  return { error: 'conflicts', conflicts };
}

function withoutTimes(object: KubeObject): KubeObject {
  const { managedFields, ...metadata } = object.metadata ?? {};
  if (managedFields === undefined) return object;
  const entries = managedFields.map(({ time: _, ...entry }) => entry);
  return { ...object, metadata: { ...metadata, managedFields: entries } };
}
