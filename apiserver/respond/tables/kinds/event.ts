import type { KubeObject } from '../../../../apimachinery/index.ts';
import { age } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { doc, nameColumn, text, wide } from '../printer.ts';

interface ReferenceView {
  readonly kind?: string;
  readonly name?: string;
  readonly fieldPath?: string;
}

interface SourceView {
  readonly component?: string;
  readonly host?: string;
}

/** An event as v1 and as events.k8s.io/v1 name its fields. */
interface EventView extends KubeObject {
  readonly type?: string;
  readonly reason?: string;
  readonly eventTime?: string | null;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly reportingInstance?: string;
  readonly involvedObject?: ReferenceView;
  readonly regarding?: ReferenceView;
  readonly message?: string;
  readonly note?: string;
  readonly source?: SourceView;
  readonly deprecatedSource?: SourceView;
  readonly reportingComponent?: string;
  readonly reportingController?: string;
  readonly firstTimestamp?: string | null;
  readonly deprecatedFirstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly count?: number;
  readonly deprecatedCount?: number;
}

/** Mirrors printEvent, which prints both versions of an event alike. */
export const event: Printer<EventView> = {
  columns: [
    text('Last Seen', doc('core.v1.Event', 'lastTimestamp')),
    text('Type', doc('core.v1.Event', 'type')),
    text('Reason', doc('core.v1.Event', 'reason')),
    text('Object', doc('core.v1.Event', 'involvedObject')),
    wide(text('Subobject', doc('core.v1.ObjectReference', 'fieldPath'))),
    wide(text('Source', doc('core.v1.Event', 'source'))),
    text('Message', doc('core.v1.Event', 'message')),
    wide(text('First Seen', doc('core.v1.Event', 'firstTimestamp'))),
    wide(text('Count', doc('core.v1.Event', 'count'))),
    wide(nameColumn),
  ],
  cells(object, nowMs) {
    const target = object.involvedObject ?? object.regarding;
    return [
      lastSeen(object, nowMs),
      object.type ?? '',
      object.reason ?? '',
      targetText(target),
      target?.fieldPath ?? '',
      sourceText(object),
      (object.message ?? object.note ?? '').trim(),
      firstSeen(object, nowMs),
      count(object),
      object.metadata?.name ?? '',
    ];
  },
};

function firstSeen(object: EventView, nowMs: number): string {
  return age(object.firstTimestamp || object.deprecatedFirstTimestamp || object.eventTime, nowMs);
}

function lastSeen(object: EventView, nowMs: number): string {
  if (object.series !== undefined) return age(object.series.lastObservedTime, nowMs);
  const last = object.lastTimestamp || object.deprecatedLastTimestamp;
  return last ? age(last, nowMs) : firstSeen(object, nowMs);
}

function count({ series, count, deprecatedCount }: EventView): number {
  return series === undefined ? count || deprecatedCount || 1 : (series.count ?? 0);
}

function targetText(target: ReferenceView | undefined): string {
  const kind = (target?.kind ?? '').toLowerCase();
  return target?.name ? `${kind}/${target.name}` : kind;
}

function sourceText(object: EventView): string {
  const source = object.source ?? object.deprecatedSource;
  const component = source?.component || object.reportingComponent || object.reportingController || '';
  const instance = source?.host || object.reportingInstance;
  return instance ? `${component}, ${instance}` : component;
}
