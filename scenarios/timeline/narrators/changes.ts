import type { Change } from '../../../environment/index.ts';
import { isAt, isWithin, valueText } from '../write.ts';

/** Changes shown of one write. */
const changesMax = 3;

/** `: replicas 3 -> 5, paused added`; '' for none. */
export function listed(shown: readonly string[]): string {
  if (shown.length === 0) return '';
  return `: ${shown.slice(0, changesMax).join(', ')}${shown.length > changesMax ? ', ...' : ''}`;
}

/** What the API server keeps account of by itself, and what only says when things were, or the same in other words. */
const untelling = new Set([
  'annotations',
  'containerID',
  'containerStatuses',
  'ephemeralContainerStatuses',
  'fullyLabeledReplicas',
  'generation',
  'hostIP',
  'hostIPs',
  'imageID',
  'initContainerStatuses',
  'message',
  'numberUnavailable',
  'observedGeneration',
  'podIP',
  'podIPs',
  'qosClass',
  'started',
  'terminating',
  'terminatingReplicas',
  'unavailableReplicas',
  'uncountedTerminatedPods',
  '[ContainersReady]',
  '[FailureTarget]',
  '[Initialized]',
  '[PodReadyToStartContainers]',
  '[SuccessCriteriaMet]',
]);

/** Whether a person would be told of it. */
export function tells({ path }: Change): boolean {
  return !path.some((segment) => untelling.has(segment) || /(Time|Timestamp|Probe)$/.test(segment));
}

/** The most telling first: fields, then conditions, then items of other lists. */
export function shownChanges(changes: readonly Change[]): readonly string[] {
  const telling = changes.filter(tells);
  const conditions = telling.filter((change) => isWithin(change, 'status', 'conditions'));
  const fields = telling.filter(
    (change) => !conditions.includes(change) && !goesWithoutSaying(change, changes),
  );
  const plain = fields.filter(({ path }) => !path.some(isItem));
  const shown = [
    ...plain.flatMap(fieldChange),
    ...conditionChanges(conditions),
    ...fields.filter((change) => !plain.includes(change)).flatMap(fieldChange),
  ];
  return [...new Set(shown)];
}

function isItem(segment: string): boolean {
  return segment.startsWith('[');
}

/** Counts that mostly go with another; where they do, that one is enough. */
const companions: Readonly<Record<string, string>> = {
  availableReplicas: 'readyReplicas',
  currentNumberScheduled: 'desiredNumberScheduled',
  numberAvailable: 'numberReady',
  updatedNumberScheduled: 'currentNumberScheduled',
  currentReplicas: 'replicas',
  updatedReplicas: 'replicas',
};

function goesWithoutSaying(change: Change, changes: readonly Change[]): boolean {
  const companion = companions[change.path[1] ?? ''];
  if (companion === undefined || !isAt(change, 'status', change.path[1] ?? '')) return false;
  return changes.some((one) => isAt(one, 'status', companion) && one.after === change.after);
}

function fieldChange({ path, before, after }: Change): readonly string[] {
  const field = fieldName(path);
  if (field === 'conditions') return [];
  if (isCount(after) || isCount(before)) return textChange(field, countText(before), countText(after));
  if (isBrief(after) && before === undefined) return [`${field} added`];
  if (after === undefined) return [`${field} removed`];
  return textChange(field, valueText(before), valueText(after));
}

/** Without the part of the object that it stands in, and without places in lists: `containers[nginx].image`. */
function fieldName([first = '', ...others]: readonly string[]): string {
  const inner = first === 'spec' || first === 'status' ? others : [first, ...others];
  const path = inner[0] === 'template' && inner[1] === 'spec' ? inner.slice(2) : inner;
  let name = '';
  for (const segment of path) {
    if (!isItem(segment)) name += name === '' ? segment : `.${segment}`;
    else if (!/^\[\d+\]$/.test(segment)) name += segment;
  }
  return name;
}

function isCount(value: Change['after']): boolean {
  return typeof value === 'number';
}

/** None is as good as 0, or as ''. */
function textChange(field: string, before: string, after: string): readonly string[] {
  return before === after ? [] : [`${field} ${before} -> ${after}`];
}

function countText(value: Change['after']): string {
  return value === undefined ? '0' : valueText(value);
}

/** Something large, of which the trace says only that it is there. */
function isBrief(value: Change['after']): boolean {
  return typeof value === 'object' && value !== null && !('status' in value);
}

/** `Ready True -> Unknown`. */
export function conditionChanges(
  changes: readonly Change[],
  tellsReason: (reason: string) => boolean = () => false,
): readonly string[] {
  const types = new Set(
    changes
      .filter((change) => isWithin(change, 'status', 'conditions'))
      .map(({ path }) => (path[2] ?? '').slice(1, -1)),
  );
  types.delete('');
  return [...types].flatMap((type) => conditionChange(type, changes, tellsReason));
}

/** Of a reason that says more than the status beside it, the reason too. */
function conditionChange(
  type: string,
  changes: readonly Change[],
  tellsReason: (reason: string) => boolean,
): readonly string[] {
  const at = (...field: readonly string[]) =>
    changes.find((change) => isAt(change, 'status', 'conditions', `[${type}]`, ...field));
  const status = at('status');
  const reason = valueText(at('reason')?.after);
  const why = tellsReason(reason) ? ` (${reason})` : '';
  if (status !== undefined)
    return [`${type} ${valueText(status.before)} -> ${valueText(status.after)}${why}`];
  if (why !== '') return [`${type}${why}`];
  const added = at()?.after;
  return added === undefined || valueText(added) === 'False' ? [] : [`${type} ${valueText(added)}`];
}
