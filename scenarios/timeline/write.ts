import type { Change, ChangedValue, TraceRecord, WriteFields } from '../../environment/index.ts';

export type ObjectName = Pick<WriteFields, 'kind' | 'namespace' | 'name'>;

export function writeOf(record: TraceRecord): WriteFields | undefined {
  return record.kind === 'write' ? record.fields : undefined;
}

export function changesOf({ changes = [] }: WriteFields): readonly Change[] {
  return changes;
}

/** Whether a change is at this very place. */
export function isAt({ path }: Change, ...place: readonly string[]): boolean {
  return path.length === place.length && place.every((segment, at) => path[at] === segment);
}

/** Whether a change is at this place or within what is there. */
export function isWithin({ path }: Change, ...place: readonly string[]): boolean {
  return place.every((segment, at) => path[at] === segment);
}

/** A value in short: `none`, `3`, `[2]` for a list, `{...}` for an object. A condition is its status. */
export function valueText(value: ChangedValue | undefined): string {
  if (value === undefined || value === '') return 'none';
  if (typeof value !== 'object' || value === null) return String(value);
  return 'items' in value ? `[${value.items}]` : (value.status ?? '{...}');
}

/** How many items a list has; 0 where there is none. */
export function itemsOf(value: ChangedValue | undefined): number {
  return typeof value === 'object' && value !== null && 'items' in value ? value.items : 0;
}

/** What a condition's status became, if it changed or the condition is new. */
export function conditionAfter(changes: readonly Change[], type: string): string | undefined {
  const condition = ['status', 'conditions', `[${type}]`];
  const found = changes.find((change) => isAt(change, ...condition, 'status') || isAt(change, ...condition));
  return found && valueText(found.after);
}

/** `ReplicaSet default/web-7c9`: what no other object is called. */
export function objectId({ kind, namespace = '', name }: ObjectName): string {
  return `${kind} ${namespace}/${name}`;
}

/** As people call it: `Pod web-x2k1`, `Pod team/web-x2k1` outside the default namespace. */
export function nameOf({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace === undefined || namespace === 'default' ? '' : `${namespace}/`}${name}`;
}

export function isCreation({ verb, subresource }: WriteFields): boolean {
  return verb === 'create' && subresource === undefined;
}

/** Whether it says what is wanted, and not only what is: controllers act on such writes. Where a pod goes is no wish. */
export function asks(write: WriteFields): boolean {
  if (write.subresource === 'binding') return false;
  if (isCreation(write)) return true;
  if (write.verb === 'delete') return true;
  return changesOf(write).some(
    (change) => isAt(change, 'metadata', 'generation') || isWithin(change, 'spec'),
  );
}
