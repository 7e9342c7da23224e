import { humanDuration } from '../../../apimachinery/index.ts';

/**
 * The time since an RFC 3339 timestamp as kubectl prints it (`5s`, `3m20s`, `12d`), `<unknown>` where there is none.
 * Mirrors translateTimestampSince of kubernetes pkg/printers/internalversion; a timestamp ahead of `nowMs` by more than
 * a second is `<invalid>` there and here.
 */
export function age(timestamp: string | null | undefined, nowMs: number): string {
  if (!timestamp) return '<unknown>';
  return humanDuration(nowMs - Date.parse(timestamp));
}

/** The age of an object: the time since it was created. */
export function ageOf(
  object: { readonly metadata?: { readonly creationTimestamp?: string } },
  nowMs: number,
): string {
  return age(object.metadata?.creationTimestamp, nowMs);
}
