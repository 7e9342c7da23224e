import { type CoreV1Event, type EventsV1Event, internalEqual, internalValue } from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  fieldImmutable,
  fieldInvalid,
  fieldRequired,
  validateDns1123Subdomain,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { isEmpty, isLongerThan, when } from '../tell.ts';

const lengthMax = 128;
const noteMax = 1024;

/** What both versions call the same, but for who reports. */
type CommonEvent = Omit<CoreV1Event, 'reportingComponent'>;

/** An event under the names it has within Kubernetes. */
interface InternalEvent extends CommonEvent {
  readonly reportingController?: string;
}

/** Mirrors kubernetes pkg/apis/core/validation (ValidateEventCreate, ValidateEventUpdate), for v1. */
export function coreEventErrors(event: CoreV1Event): FieldError[] {
  return legacyErrors(event, 'reportingComponent', event.reportingComponent);
}

/** Mirrors ValidateEventCreate, for events.k8s.io/v1. */
export function eventErrors(given: EventsV1Event): FieldError[] {
  const event = internal(given);
  const { eventTime, type = '', source = {} } = event;
  const unset = (field: string, isSet: boolean) =>
    when(isSet, () => fieldInvalid(field, '', 'needs to be unset'));
  return [
    ...legacyErrors(event, 'reportingController', event.reportingController),
    ...seriesErrors(event),
    ...when(isMissing(eventTime), () => fieldRequired('eventTime')),
    ...when(type !== 'Normal' && type !== 'Warning', () =>
      fieldInvalid('type', '', `has invalid value: ${type}`),
    ),
    ...unset('firstTimestamp', !isMissing(event.firstTimestamp)),
    ...unset('lastTimestamp', !isMissing(event.lastTimestamp)),
    ...unset('count', (event.count ?? 0) !== 0),
    ...unset('source', !isEmpty(source.component) || !isEmpty(source.host)),
  ];
}

/** What stays, and how its type is shown, as often as Kubernetes looks at it. */
const fixed = [
  ['involvedObject', 'ObjectReference'],
  ['reason', 's'],
  ['message', 's'],
  ['source', 'EventSource'],
  ['firstTimestamp', 't'],
  ['lastTimestamp', 't'],
  ['count', 'n'],
  ['reason', 's'],
  ['type', 's'],
  ['eventTime', 't'],
  ['action', 's'],
  ['related', '*ObjectReference'],
  ['reportingController', 's'],
  ['reportingInstance', 's'],
] as const;

/** Mirrors ValidateEventUpdate, for events.k8s.io/v1. */
export function eventUpdateErrors(given: EventsV1Event, before: EventsV1Event): FieldError[] {
  const event = internal(given);
  const old = internal(before);
  const changed = fixed.filter(([field, code]) => !internalEqual(code, event[field], old[field]));
  return [
    ...legacyErrors(event, 'reportingController', event.reportingController),
    ...(deepEqual(event.series, old.series) ? [] : seriesErrors(event)),
    ...changed.map(([field, code]) => fieldImmutable(field, internalValue(code, event[field]))),
  ];
}

function internal(event: EventsV1Event): InternalEvent {
  const { regarding, note, deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, ...others } =
    event;
  const { deprecatedCount, ...same } = others;
  const renamed = {
    involvedObject: regarding ?? {},
    message: note,
    source: deprecatedSource,
    firstTimestamp: deprecatedFirstTimestamp,
    lastTimestamp: deprecatedLastTimestamp,
    count: deprecatedCount,
  };
  return { ...same, ...renamed } as InternalEvent;
}

function isMissing(time: string | null | undefined): boolean {
  return time === undefined || time === null;
}

/** Mirrors validateV1EventSeries. */
function seriesErrors({ series }: InternalEvent): FieldError[] {
  if (series === undefined) return [];
  return [
    ...when((series.count ?? 0) < 2, () => fieldInvalid('series.count', '', 'should be at least 2')),
    ...when(isMissing(series.lastObservedTime), () => fieldRequired('series.lastObservedTime')),
  ];
}

/** Mirrors legacyValidateEvent. */
function legacyErrors(event: CommonEvent, reporterField: string, reporter = ''): FieldError[] {
  const { metadata, involvedObject, eventTime } = event;
  const { namespace = '' } = metadata ?? {};
  const about = involvedObject.namespace ?? '';
  const isNew = !isMissing(eventTime);
  const isElsewhere =
    about === ''
      ? namespace !== 'default' && namespace !== (isNew ? 'kube-system' : '')
      : !isNew && namespace !== about;
  return [
    ...when(isElsewhere, () =>
      fieldInvalid('involvedObject.namespace', about, 'does not match event.namespace'),
    ),
    ...(isNew ? newEventErrors(event, reporterField, reporter) : []),
    ...validateDns1123Subdomain(namespace).map((says) => fieldInvalid('namespace', namespace, says)),
  ];
}

function newEventErrors(event: CommonEvent, reporterField: string, reporter: string): FieldError[] {
  const { reportingInstance: instance = '' } = event;
  const required = (field: string, text: string) => [
    ...when(text === '', () => fieldRequired(field)),
    ...tooLong(field, text, lengthMax),
  ];
  return [
    ...when(reporter === '', () => fieldRequired(reporterField)),
    ...validateQualifiedName(reporter).map((says) => fieldInvalid(reporterField, reporter, says)),
    ...required('reportingInstance', instance),
    ...required('action', event.action ?? ''),
    ...required('reason', event.reason ?? ''),
    ...tooLong('message', event.message ?? '', noteMax),
  ];
}

function tooLong(field: string, text: string, max: number): FieldError[] {
  return when(isLongerThan(text, max), () => fieldInvalid(field, '', `can have at most ${max} characters`));
}
