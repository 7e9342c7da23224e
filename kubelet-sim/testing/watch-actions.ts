import type { TestNode } from './open-node.ts';

/** What happens to containers from now on, with the seconds since then: `0 start`. Grows as it happens. */
export function watchActions({ simulation: { environment } }: TestNode): readonly string[] {
  const actions: string[] = [];
  const sinceMs = environment.clock.now();
  environment.trace.subscribe(({ kind, fields, atMs }) => {
    if (kind !== 'kubelet' || !told.has(fields.action)) return;
    actions.push(`${Math.round((atMs - sinceMs) / 1000)} ${fields.action}`);
  });
  return actions;
}

const told: ReadonlySet<string> = new Set([
  'start',
  'started',
  'ready',
  'unready',
  'probe-failed',
  'hook-failed',
  'kill',
  'exit',
  'back-off',
]);
