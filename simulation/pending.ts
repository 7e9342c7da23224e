import type { Step } from './step.ts';

/** More lines than this help nobody. */
const linesMax = 20;

/** Says what waits, foreground first: `3 x timer of kubelet/node-1, the first in 250 ms`. */
export function describePending(steps: readonly Step[], nowMs: number): readonly string[] {
  const groups = new Map<string, { count: number; firstMs: number; background: boolean }>();
  for (const step of steps) {
    const name = `${step.background ? 'background ' : ''}${step.describe()}`;
    const group = groups.get(name);
    const firstMs = Math.min(step.atMs, group?.firstMs ?? step.atMs);
    groups.set(name, { count: (group?.count ?? 0) + 1, firstMs, background: step.background });
  }
  const sorted = [...groups].sort(
    ([nameA, a], [nameB, b]) =>
      Number(a.background) - Number(b.background) || b.count - a.count || (nameA < nameB ? -1 : 1),
  );
  const lines = sorted.map(([name, { count, firstMs }]) => `${count} x ${name}, ${due(firstMs, nowMs)}`);
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax), `and ${lines.length - linesMax} more`];
}

function due(firstMs: number, nowMs: number): string {
  return firstMs <= nowMs ? 'due now' : `the first in ${firstMs - nowMs} ms`;
}
