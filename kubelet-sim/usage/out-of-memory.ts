import type { V1Container } from '../../api/index.ts';
import { limitOf, type UsageDeclaration } from './container-usage.ts';
import { aboveMs } from './declared-amount.ts';

/** What is declared of a container that is on the node, with the resources that it has. */
export interface PlannedUsage extends UsageDeclaration {
  readonly container: V1Container;
}

/**
 * When a container that has run since `startedMs` is killed, at `nowMs` or later, as its memory is above its limit; undefined: never, or
 * that can only be found out by looking.
 */
export function oomAtMs(
  usage: PlannedUsage | undefined,
  startedMs: number,
  nowMs: number,
): number | undefined {
  const memory = usage?.behaviour.usage?.memory;
  if (usage === undefined || memory === undefined) return undefined;
  const limit = limitOf(usage.container, 'memory');
  const above = limit === Infinity ? Infinity : aboveMs(memory, limit, Math.max(0, nowMs - startedMs));
  return above === undefined || above === Infinity ? undefined : startedMs + above;
}
