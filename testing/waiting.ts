import { AssertionError } from 'node:assert';
import { messageOf, parseDuration } from '../apimachinery/index.ts';
import { WaitError, type WorldControl } from '../environment/index.ts';
import type { Journal } from './journal.ts';

/** Milliseconds, or as Go writes it: `90s`, `1h30m`. */
export type Duration = number | string;

/** Holds, unless it throws, rejects or answers false. Where it holds, what it answers is handed on. */
export type Assertion<T> = () => T | false | Promise<T | false>;

/** Where is waited. */
export interface WaitingPlace {
  readonly control: WorldControl;
  readonly journal: Journal;
  /** How the same run is had again, in one line. */
  readonly replay: string;
  /** When the world began. */
  readonly startMs: number;
}

export function durationMs(duration: Duration): number {
  return typeof duration === 'number' ? duration : parseDuration(duration);
}

/**
 * Resolves with what the assertion answers as soon as it holds. It is asked now, and again whenever something has happened in the
 * world. Rejects with an AssertionError that says what was going on.
 */
export async function eventually<T>(
  place: WaitingPlace,
  assertion: Assertion<T>,
  within: Duration,
): Promise<T> {
  const { clock } = place.control.environment;
  const begun = place.journal.taken;
  const untilMs = clock.now() + durationMs(within);
  for (;;) {
    const asked = await ask(place, assertion);
    if (asked.holds) return asked.answer;
    if (clock.now() >= untilMs)
      throw failure(place, `it has not come true within ${text(within)}`, asked, begun);
    await somethingHappens(place, untilMs);
  }
}

/** The opposite: rejects as soon as the assertion does not hold, and resolves when it has held for so long. */
export async function consistently(
  place: WaitingPlace,
  assertion: Assertion<unknown>,
  during: Duration,
): Promise<void> {
  const { clock } = place.control.environment;
  const begun = place.journal.taken;
  const untilMs = clock.now() + durationMs(during);
  for (;;) {
    const asked = await ask(place, assertion);
    if (!asked.holds) throw failure(place, `it has not stayed true for ${text(during)}`, asked, begun);
    if (clock.now() >= untilMs) return;
    await somethingHappens(place, untilMs);
  }
}

type Asked<T> =
  | { readonly holds: true; readonly answer: T }
  | { readonly holds: false; readonly error: unknown };

async function ask<T>({ control }: WaitingPlace, assertion: Assertion<T>): Promise<Asked<T>> {
  return control.complete(async (): Promise<Asked<T>> => {
    try {
      const answer = await assertion();
      return answer === false
        ? { holds: false, error: 'the assertion answered false' }
        : { holds: true, answer };
    } catch (error) {
      return { holds: false, error };
    }
  });
}

/** Lets time pass until something is recorded, or until then. */
async function somethingHappens({ control, journal }: WaitingPlace, untilMs: number): Promise<void> {
  const { clock } = control.environment;
  const { taken } = journal;
  try {
    await control.runUntil(() => journal.taken > taken, { withinMs: untilMs - clock.now() });
  } catch (error) {
    if (!(error instanceof WaitError) || error.failure === 'livelock') throw error;
    await control.runFor(Math.max(0, untilMs - clock.now()));
  }
}

function text(duration: Duration): string {
  return typeof duration === 'number' ? `${duration / 1000}s` : duration;
}

function failure(
  { control, journal, replay, startMs }: WaitingPlace,
  what: string,
  { error }: { readonly error: unknown },
  begun: number,
): AssertionError {
  const nowMs = control.environment.clock.now();
  const at = `${new Date(nowMs).toISOString()}, ${((nowMs - startMs) / 1000).toFixed(3)}s after the start`;
  const message = [
    `${what}: ${messageOf(error)}`,
    `at ${at}`,
    ...section('errors meanwhile', journal.errorsSince(begun)),
    ...section('what was done last', journal.lastLines(startMs)),
    replay,
  ];
  const made = new AssertionError({ message: message.join('\n') });
  made.cause = error;
  return made;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}
