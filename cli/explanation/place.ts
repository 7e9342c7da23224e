import { humanDuration } from '../../apimachinery/values/duration.ts';
import { formatTime } from '../../apimachinery/values/time.ts';
import type { QueueReason } from '../../environment/index.ts';
import type { KeptPlace, PodAttempts } from '../../scheduler/attempts/attempt-log.ts';

/** Where a pod is on its way to a node: one sentence. */
export function placeLine({ place, nowMs, attempts }: PodAttempts): string {
  if (place !== undefined) {
    const since = `since ${formatTime(place.sinceMs)} (${humanDuration(nowMs - place.sinceMs)})`;
    return sentences[place.place](place, since, nowMs);
  }
  const last = attempts.at(-1);
  return last?.node === undefined
    ? 'it waits for no node any more'
    : `it has got ${last.node}, by attempt ${last.attempt}`;
}

type Sentence = (place: KeptPlace, since: string, nowMs: number) => string;

const sentences: Readonly<Record<KeptPlace['place'], Sentence>> = {
  active: ({ because }, since) => `it waits for its turn ${since}${reason(because)}`,
  backoff: ({ because, untilMs = 0 }, since, nowMs) =>
    `it waits ${since}: it is tried again in ${humanDuration(Math.max(0, untilMs - nowMs))}${reason(because)}`,
  unschedulable: ({ plugins = [] }, since) =>
    `it waits ${since}: no node would do; it is tried again when something changes that ${listed(plugins)} ` +
    'may take another look at, or after five minutes',
  gated: ({ plugins = [], message = '' }, since) =>
    `it waits ${since}: ${listed(plugins)} keeps it from being tried: ${message}`,
  permit: ({ plugins = [], node }, since) =>
    `it has got ${node}, and waits ${since} for a permit of ${listed(plugins)}`,
  binding: ({ node }, since) =>
    `it has got ${node}, and is on its way there ${since}: what takes long is what it needs there, such as volumes`,
  gone: () => 'it waits for no node any more',
};

/** `, because of Node/Add of node-3 (hint of NodeResourcesFit)`. */
export function reason(because: QueueReason | undefined): string {
  if (because === undefined) return '';
  const { event, object, plugin } = because;
  const of = object === undefined ? '' : ` of ${object}`;
  const hint = plugin === undefined ? '' : ` (hint of ${plugin})`;
  return `, because of ${event}${of}${hint}`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nobody') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
