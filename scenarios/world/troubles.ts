import type { Trace } from '../../environment/index.ts';

/** What goes wrong is tried again sooner than that: an older failure of a watch is over. Mirrors the reflector's back-off. */
const watchErrorMsMax = 120_000;
/** As many as anybody reads. */
const shownMax = 10;

/**
 * What goes wrong in a world, for whoever waits in vain: of each key that is reconciled the last error, unless it went well
 * since, and what informers cannot watch. The newest are kept.
 */
export function troublesOf(trace: Trace, nowMs: () => number): () => readonly string[] {
  const reconciles = new Map<string, string>();
  const watches = new Map<string, { readonly atMs: number; readonly line: string }>();
  trace.subscribe((record) => {
    if (record.kind === 'reconcile') {
      if (reconciles.size > 0) reconciles.delete(nameOf(record.fields));
    } else if (record.kind === 'reconcile-end' && record.fields.message !== undefined) {
      reconciles.set(nameOf(record.fields), `${nameOf(record.fields)} fails: ${record.fields.message}`);
      forgetOldest(reconciles);
    } else if (record.kind === 'watch-error') {
      const { group, resource, code, message } = record.fields;
      const name = group === '' ? resource : `${resource}.${group}`;
      const why = code === undefined ? message : `${code} ${message}`;
      watches.set(name, { atMs: record.atMs, line: `${why} (watching ${name})` });
      forgetOldest(watches);
    }
  });
  return () => {
    const recent = [...watches.values()].filter(({ atMs }) => nowMs() - atMs < watchErrorMsMax);
    return [...reconciles.values(), ...recent.map(({ line }) => line)];
  };
}

function nameOf({ controller, key }: { readonly controller: string; readonly key: string }): string {
  return `${controller}: ${key}`;
}

function forgetOldest(lines: Map<string, unknown>): void {
  for (const oldest of lines.keys()) {
    if (lines.size <= shownMax) return;
    lines.delete(oldest);
  }
}
