import { type Change, changesOf, conditionAfter, nameOf, type Write } from './write.ts';

/** What a write did, in words; `state` if it only reports how things are. */
export interface Words {
  readonly kind: 'act' | 'state';
  readonly what: string;
}

/** Changes shown of one write. */
const changesMax = 3;

const past: Readonly<Record<string, string>> = { create: 'created', update: 'updated', patch: 'patched' };

/** Undefined for a write that tells nothing. */
export function wordsOf(write: Write): Words | undefined {
  const name = nameOf(write);
  const changes = changesOf(write);
  const { subresource, verb, kind } = write;
  if (subresource === 'binding') {
    const node = changes.find(({ path }) => path === 'spec.nodeName')?.after ?? '?';
    return { kind: 'act', what: `bound ${name} to ${node}` };
  }
  // An object with a grace period or finalizers stays for a while.
  if (verb === 'delete')
    return { kind: 'act', what: `${changes.length === 0 ? 'deleted' : 'marked for deletion:'} ${name}` };
  const lived = kind === 'Pod' && subresource === 'status' ? podChanges(changes) : [];
  if (lived.length > 0) return { kind: 'state', what: name + listed(lived) };
  const shown = shownChanges(changes);
  if (shown.length === 0 && verb !== 'create') return undefined;
  if (subresource === 'status') return { kind: 'state', what: name + listed(shown) };
  if (subresource === 'scale') return { kind: 'act', what: `scaled ${name}${listed(shown)}` };
  const object = subresource === undefined ? name : `${name} ${subresource}`;
  return { kind: 'act', what: `${past[verb] ?? verb} ${object}${listed(shown)}` };
}

function listed(shown: readonly string[]): string {
  if (shown.length === 0) return '';
  return `: ${shown.slice(0, changesMax).join(', ')}${shown.length > changesMax ? ', ...' : ''}`;
}

/** A pod's life: its phase, what becomes of its containers, and whether it is ready. */
function podChanges(changes: readonly Change[]): readonly string[] {
  const phase = changes.find(({ path }) => path === 'status.phase');
  const moved = phase === undefined ? [] : [`${phase.before} -> ${phase.after}`];
  // What else is to say of a pod that is over?
  if (phase?.after === 'Succeeded' || phase?.after === 'Failed') return moved;
  const first = changes.some(({ path, before }) => path === 'status.containerStatuses' && before === 'none');
  if (first) return phase === undefined ? ['ContainerCreating'] : moved;
  const ready = conditionAfter(changes, 'Ready');
  return [
    ...moved,
    ...changes.flatMap((change) => containerChange(change, changes)),
    ...(ready === undefined ? [] : [ready === 'True' ? 'ready' : 'not ready']),
  ];
}

const containerField = /^status\.(?:init|ephemeral)?[cC]ontainerStatuses\[([^\]]+)\]\.(.+)$/;

function containerChange({ path, before, after }: Change, changes: readonly Change[]): readonly string[] {
  const [, container = '', field = ''] = containerField.exec(path) ?? [];
  const was = (state: string) =>
    changes.some((one) => one.path === path.replace(/\w+$/, state) && one.before !== 'none');
  if (field === 'state.waiting.reason') return [`${container} ${after}`];
  if (field === 'state.waiting' && before === 'none')
    return [`${container} ${was('terminated') ? 'CrashLoopBackOff' : 'waiting'}`];
  // Between a back-off and the next start the last end shows again.
  if (field === 'state.terminated' && before === 'none' && !was('waiting'))
    return [`${container} terminated`];
  return field === 'restartCount' ? [`restart ${after} of ${container}`] : [];
}

/** What the API server keeps account of by itself, and when things were, says nothing new. */
const untelling =
  /generation|Generation|Time|[pP]robe|annotations|\.message$|IPs?$|containerID|imageID|qosClass|\.started$|PodReadyToStart|ContainersReady|Initialized|fullyLabeled|terminatingReplicas|unavailableReplicas|ontainerStatuses/;

/** The most telling first: revisions and replicas, then conditions, then items of other lists. */
function shownChanges(changes: readonly Change[]): readonly string[] {
  const revision = changes.filter(({ path }) => path.endsWith('deployment.kubernetes.io/revision'));
  const telling = changes.filter(({ path }) => !untelling.test(path));
  const conditions = telling.filter(({ path }) => path.startsWith('status.conditions['));
  const fields = telling.filter(
    (change) => !conditions.includes(change) && !goesWithoutSaying(change, changes),
  );
  const plain = fields.filter(({ path }) => !path.includes('['));
  const shown = [
    ...revision.map(({ before, after }) => `revision ${before} -> ${after}`),
    ...plain.flatMap(fieldChange),
    ...conditionChanges(conditions),
    ...fields.filter((change) => !plain.includes(change)).flatMap(fieldChange),
  ];
  return [...new Set(shown)];
}

/** Counts that mostly go with another; where they do, that one is enough. */
const companions: Readonly<Record<string, string>> = {
  'status.availableReplicas': 'status.readyReplicas',
  'status.updatedReplicas': 'status.replicas',
};

function goesWithoutSaying({ path, after }: Change, changes: readonly Change[]): boolean {
  const companion = companions[path];
  return changes.some((one) => one.path === companion && one.after === after);
}

function fieldChange({ path, before, after }: Change): readonly string[] {
  const field = path
    .replace(/^(status|spec)\./, '')
    .replace(/^template\.spec\./, '')
    .replace(/\[\d+\]/, '');
  if (field === 'conditions') return [];
  if (/^\d+$/.test(after) || /^\d+$/.test(before)) return [`${field} ${orZero(before)} -> ${orZero(after)}`];
  if (isBrief(after) && before === 'none') return [`${field} added`];
  if (after === 'none') return [`${field} removed`];
  return [`${field} ${before} -> ${after}`];
}

function orZero(value: string): string {
  return value === 'none' ? '0' : value;
}

/** Something large, of which the trace says only that it is there. */
function isBrief(value: string): boolean {
  return value === '{...}' || /^\[\d+\]$/.test(value);
}

const conditionField = /^status\.conditions\[([^\]]+)\](\.status|\.reason)?$/;

/** Reasons that say more than the status beside them. */
const tellingReason = /^(NodeStatus|Kubelet(Not)?Ready|ProgressDeadline|NewReplicaSetAvailable)/;

/** `Ready True -> Unknown (NodeStatusUnknown)`. Of a node whose Ready changes the rest follows from that. */
function conditionChanges(changes: readonly Change[]): readonly string[] {
  const all = new Set(changes.flatMap(({ path }) => conditionField.exec(path)?.[1] ?? []));
  const types = all.has('Ready') ? ['Ready'] : [...all];
  return types.flatMap((type) => {
    const of = (field: string) => changes.find(({ path }) => path === `status.conditions[${type}]${field}`);
    const status = of('.status');
    const reason = of('.reason')?.after ?? '';
    const why = tellingReason.test(reason) ? ` (${reason})` : '';
    if (status !== undefined) return [`${type} ${status.before} -> ${status.after}${why}`];
    // Only Deployments say by a reason alone how far they are.
    if (type === 'Progressing' && why !== '') return [`${type}${why}`];
    const added = of('')?.after;
    return added === undefined || added === 'False' ? [] : [`${type} ${added}`];
  });
}
