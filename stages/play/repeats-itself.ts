import { applyJsonPatch, applyMergePatch, type KubeObject, PatchError } from '../../apimachinery/index.ts';
import { possibleStages } from '../choose-stage.ts';
import { StageFailure } from '../expressions.ts';
import type { Stage } from '../stage.ts';
import { type Rendering, stepActions } from '../stage-actions.ts';

/**
 * Whether an object that has been through the stage goes through it again, as heartbeats do. Found out by doing what it says to the
 * object alone: what it says must have no effects.
 */
export function repeatsItself(stage: Stage, object: KubeObject, rendering: Rendering): boolean {
  try {
    let next = object;
    for (const step of stage.steps) {
      for (const action of stepActions(stage, step, object, rendering, false)) {
        if (action.kind === 'delete') return false;
        if (action.kind !== 'patch') continue;
        // Lists are replaced whatever the patch says of them: what is chosen by is told in whole, as a rule.
        next = (
          action.type === 'json' ? applyJsonPatch(next, action.body) : applyMergePatch(next, action.body)
        ) as KubeObject;
      }
    }
    return possibleStages([stage], next, rendering.world).length > 0;
  } catch (error) {
    if (error instanceof StageFailure || error instanceof PatchError) return false;
    throw error;
  }
}
