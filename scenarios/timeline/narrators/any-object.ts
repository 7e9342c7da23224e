import type { WriteFields } from '../../../environment/index.ts';
import { asks, changesOf, isAt, nameOf, objectId, valueText } from '../write.ts';
import { listed, shownChanges } from './changes.ts';
import type { Effect, Narrator, Words } from './narrator.ts';

const past: Readonly<Record<string, string>> = { create: 'created', update: 'updated', patch: 'patched' };

/** Of an object of any kind: what was done to it, and what of it differs. */
export const anyObject: Narrator = {
  tell: (write) => ({ words: wordsOf(write), effect: requestOf(write) }),
};

/** Undefined for a write that changes nothing worth telling; `shown` are the changes that are. */
export function wordsOf(
  write: WriteFields,
  shown: readonly string[] = shownChanges(changesOf(write)),
): Words | undefined {
  const name = nameOf(write);
  const { subresource, verb, changes = [] } = write;
  // An object with a grace period or finalizers stays for a while.
  if (verb === 'delete')
    return { kind: 'act', what: `${changes.length === 0 ? 'deleted' : 'marked for deletion:'} ${name}` };
  if (shown.length === 0 && verb !== 'create') return undefined;
  if (subresource === 'status') return { kind: 'state', what: name + listed(shown) };
  if (subresource === 'scale') return { kind: 'act', what: `scaled ${name}${listed(shown)}` };
  const object = subresource === undefined ? name : `${name} ${subresource}`;
  return { kind: 'act', what: `${past[verb] ?? verb} ${object}${listed(shown)}` };
}

/** `Pod web-x2k1 ready`. */
export function effectOf(write: WriteFields, what: string): Effect {
  return { text: `${nameOf(write)}${what === '' ? '' : ` ${what}`}`, about: [objectId(write)] };
}

/** That something was asked for, where it was. */
export function requestOf(write: WriteFields): Effect | undefined {
  return asks(write) ? effectOf(write, requested(write)) : undefined;
}

/** What was asked for, in short. */
export function requested(write: WriteFields): string {
  if (write.verb === 'delete') return 'deleted';
  const replicas = changesOf(write).find((change) => isAt(change, 'spec', 'replicas'));
  return replicas === undefined || write.verb === 'create' ? '' : `scaled to ${valueText(replicas.after)}`;
}
