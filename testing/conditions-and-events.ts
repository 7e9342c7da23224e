import { AssertionError } from 'node:assert';
import { isObject } from '../apimachinery/index.ts';

/** What a condition of an object is to be like; texts may be given as they are, or as an expression that is found in them. */
export interface ExpectedCondition {
  readonly type: string;
  /** Default: `True`. */
  readonly status?: 'True' | 'False' | 'Unknown';
  readonly reason?: string | RegExp;
  readonly message?: string | RegExp;
}

/** What an Event is to be like. Those of core and of events.k8s.io are both taken. */
export interface ExpectedEvent {
  readonly type?: 'Normal' | 'Warning';
  readonly reason?: string | RegExp;
  readonly message?: string | RegExp;
  /** What it is about: each field that is given. */
  readonly regarding?: { readonly kind?: string; readonly namespace?: string; readonly name?: string };
}

type Fields = Readonly<Record<string, unknown>>;

/** Why the object has no such condition; undefined: it has. */
export function conditionProblem(object: unknown, expected: ExpectedCondition): string | undefined {
  const status = isObject(object) ? object.status : undefined;
  const conditions = listOf(isObject(status) ? status.conditions : undefined);
  const found = conditions.find(({ type }) => type === expected.type);
  const { type, status: wanted = 'True', ...texts } = expected;
  if (found !== undefined && matches(found, { status: wanted, ...texts })) return undefined;
  const there = found === undefined ? `there are: ${namesOf(conditions)}` : `found ${shown(found)}`;
  return `expected condition ${shown({ type, status: wanted, ...texts })}\n${there}`;
}

/** Why there is no such event in a list of them (or what a client answers as one); undefined: there is. */
export function eventProblem(events: unknown, expected: ExpectedEvent): string | undefined {
  const found = listOf(isObject(events) ? events.items : events);
  if (found.some((event) => isExpected(event, expected))) return undefined;
  const lines = found.map((event) => `  ${eventLine(event)}`);
  return [
    `expected an event ${shown(expected)}`,
    lines.length === 0 ? 'there is none' : 'there are:',
    ...lines,
  ].join('\n');
}

/** Throws an AssertionError unless the object has the condition. */
export function assertCondition(object: unknown, expected: ExpectedCondition): void {
  check(conditionProblem(object, expected));
}

/** Throws an AssertionError unless such an event is among them. */
export function assertEvent(events: unknown, expected: ExpectedEvent): void {
  check(eventProblem(events, expected));
}

function check(problem: string | undefined): void {
  if (problem !== undefined) throw new AssertionError({ message: problem, stackStartFn: check });
}

function isExpected(event: Fields, { regarding = {}, message, ...others }: ExpectedEvent): boolean {
  const about = event.involvedObject ?? event.regarding;
  return (
    matches(event, others) &&
    matches({ message: messageOf(event) }, { message }) &&
    matches(isObject(about) ? about : {}, regarding)
  );
}

function messageOf({ message, note }: Fields): unknown {
  return message ?? note;
}

function eventLine(event: Fields): string {
  const about = event.involvedObject ?? event.regarding;
  const { kind = '', name = '' } = isObject(about) ? about : {};
  return `${event.type} ${event.reason} ${kind} ${name}: ${messageOf(event)}`;
}

/** Each field that is expected. */
function matches(found: Fields, expected: object): boolean {
  return Object.entries(expected).every(([field, wanted]) => {
    const value = found[field];
    if (wanted === undefined) return true;
    // Not `test`, which goes on from where an expression with the flag `g` was.
    return wanted instanceof RegExp ? String(value ?? '').search(wanted) >= 0 : value === wanted;
  });
}

function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function namesOf(conditions: readonly Fields[]): string {
  const names = conditions.map(({ type, status }) => `${type}=${status}`);
  return names.length === 0 ? 'none' : names.join(', ');
}

function shown(fields: object): string {
  const { lastTransitionTime: _, lastHeartbeatTime: __, ...told } = fields as Fields;
  return JSON.stringify(told, (_key, value) => (value instanceof RegExp ? String(value) : value));
}
