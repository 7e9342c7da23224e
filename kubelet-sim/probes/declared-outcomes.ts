/**
 * What one probe of a container meets: success; a failure, with or without words of its own; no answer in time; or an answer
 * after so long, which is a failure where the probe does not wait for that long.
 */
export type ProbeOutcome = 'ok' | 'fail' | 'slow' | { readonly fail: string } | { readonly takesMs: number };

/** Always the same; or each from so many milliseconds after the start of the container on. Before the first, `ok`. */
export type DeclaredOutcomes = ProbeOutcome | readonly (readonly [fromMs: number, outcome: ProbeOutcome])[];

/** From so long after the start of the container on. */
export interface Span {
  readonly fromMs: number;
  readonly outcome: ProbeOutcome;
}

/** Whether data is a list of outcomes, or one. */
export function isDeclaredOutcomes(value: unknown): value is DeclaredOutcomes {
  if (!Array.isArray(value)) return isOutcome(value);
  let lastMs = -1;
  return value.every((span: unknown) => {
    if (!Array.isArray(span) || span.length !== 2) return false;
    const [fromMs, outcome]: readonly unknown[] = span;
    if (!isMs(fromMs) || fromMs <= lastMs) return false;
    lastMs = fromMs;
    return isOutcome(outcome);
  });
}

/** The first begins with the container. */
export function spansOf(declared: DeclaredOutcomes): readonly Span[] {
  if (!isList(declared)) return [{ fromMs: 0, outcome: declared }];
  const spans = declared.map(([fromMs, outcome]): Span => ({ fromMs, outcome }));
  return spans[0]?.fromMs === 0 ? spans : [{ fromMs: 0, outcome: 'ok' }, ...spans];
}

/** What a probe meets that comes `sinceMs` after the start of the container. */
export function outcomeAt(spans: readonly Span[], sinceMs: number): ProbeOutcome {
  return spans.findLast(({ fromMs }) => fromMs <= sinceMs)?.outcome ?? 'ok';
}

/** When the outcome is another one than `sinceMs` after the start; Infinity: never again. */
export function nextSpanMs(spans: readonly Span[], sinceMs: number): number {
  return spans.find(({ fromMs }) => fromMs > sinceMs)?.fromMs ?? Number.POSITIVE_INFINITY;
}

function isOutcome(value: unknown): value is ProbeOutcome {
  if (typeof value === 'string') return value === 'ok' || value === 'fail' || value === 'slow';
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1) return false;
  return name === 'fail' ? typeof argument === 'string' : name === 'takesMs' && isMs(argument);
}

function isMs(value: unknown): value is number {
  return Number.isFinite(value) && Number(value) >= 0;
}

function isList(declared: DeclaredOutcomes): declared is Exclude<DeclaredOutcomes, ProbeOutcome> {
  return Array.isArray(declared);
}
