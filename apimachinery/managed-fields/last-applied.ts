import { readJson } from '../encoding/parse-json.ts';
import { writeJson } from '../encoding/write-json.ts';
import type { KubeObject } from '../object/object.ts';
import { isObject } from '../values/plain-json.ts';
import { compareFields } from './compare-fields.ts';
import { fieldNode } from './field-node.ts';
import type { VersionedKind } from './field-ownership.ts';
import { difference, hasPath } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';

/** Where kubectl's client-side apply keeps what it applied last. */
const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

export function hasLastApplied(object: KubeObject): boolean {
  return (object.metadata?.annotations?.[lastAppliedAnnotation] ?? '') !== '';
}

/** The object with the annotation telling what is applied now. Mirrors lastAppliedUpdater. */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  const { [lastAppliedAnnotation]: _, ...annotations } = applied.metadata?.annotations ?? {};
  const told =
    applied.metadata?.annotations === undefined
      ? applied
      : { ...applied, metadata: { ...applied.metadata, annotations } };
  const text = `${writeJson(told)}\n`;
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata?.annotations, [lastAppliedAnnotation]: text },
    },
  };
}

/**
 * Which fields client-side apply had set, and that still are as it set them: who applied them may take them over.
 * Undefined when the annotation is not there or tells of another version. Mirrors allowedConflictsFromLastApplied.
 */
export function allowedByLastApplied(
  { schema, apiVersion }: VersionedKind,
  live: KubeObject,
): ((path: readonly string[]) => boolean) | undefined {
  const last = parsed(live.metadata?.annotations?.[lastAppliedAnnotation] ?? '');
  if (last === undefined || last.apiVersion !== apiVersion) return undefined;
  const { added, modified, removed } = compareFields(fieldNode(schema), last, live);
  const fields = difference(difference(difference(fieldsOf(schema, last), modified), added), removed);
  return (path) => hasPath(fields, path);
}

function parsed(text: string): KubeObject | undefined {
  try {
    const value: unknown = readJson(text);
    return isObject(value) ? (value as KubeObject) : undefined;
  } catch {
    return undefined;
  }
}
