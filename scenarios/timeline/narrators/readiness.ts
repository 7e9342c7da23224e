import type { Change } from '../../../environment/index.ts';
import { conditionAfter } from '../write.ts';

/** What became of the condition Ready. */
export function readiness(changes: readonly Change[]): 'ready' | 'not ready' | undefined {
  const ready = conditionAfter(changes, 'Ready');
  if (ready === undefined) return undefined;
  return ready === 'True' ? 'ready' : 'not ready';
}
