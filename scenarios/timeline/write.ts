import type { TraceRecord } from '../../environment/index.ts';

/** A write as the API server's trace tells it. */
export interface Write {
  readonly verb: string;
  readonly subresource?: string;
  readonly by: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name: string;
  readonly revision: number;
  readonly changed?: readonly string[];
}

/** One line of `changed`: `status.readyReplicas: none -> 1`. */
export interface Change {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export function writeOf(record: TraceRecord): Write | undefined {
  return record.kind === 'write' ? (record.fields as unknown as Write) : undefined;
}

export function changesOf({ changed = [] }: Write): readonly Change[] {
  return changed.map((text) => {
    const colon = text.indexOf(': ');
    const arrow = text.indexOf(' -> ', colon);
    return { path: text.slice(0, colon), before: text.slice(colon + 2, arrow), after: text.slice(arrow + 4) };
  });
}

/** What a condition's status became, if it changed: `False` of `conditions[Ready].status: True -> False`. */
export function conditionAfter(changes: readonly Change[], type: string): string | undefined {
  const paths = [`status.conditions[${type}].status`, `status.conditions[${type}]`];
  return changes.find(({ path }) => paths.includes(path))?.after;
}

/** `ReplicaSet default/web-7c9`: what no other object is called. */
export function objectId({ kind, namespace = '', name }: Pick<Write, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace}/${name}`;
}

/** As people call it: `Pod web-x2k1`, `Pod team/web-x2k1` outside the default namespace. */
export function nameOf({ kind, namespace, name }: Pick<Write, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === undefined || namespace === 'default' ? '' : `${namespace}/`}${name}`;
}

/** Whether it says what is wanted, and not only what is: controllers act on such writes. */
export function asks(write: Write): boolean {
  if (write.verb === 'create' && write.subresource === undefined) return true;
  if (write.verb === 'delete') return true;
  return changesOf(write).some(({ path }) => path === 'metadata.generation' || path.startsWith('spec.'));
}
