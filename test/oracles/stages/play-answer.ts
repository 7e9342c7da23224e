import type { KubeObject } from '../../../apimachinery/index.ts';
import {
  delayRange,
  possibleStages,
  type Stage,
  type StageAction,
  StageFailure,
  stepActions,
  weightOf,
} from '../../../stages/index.ts';
import type { PlayCase } from './play-cases.ts';
import { playStages } from './play-stages.ts';
import { functions, world } from './template-answer.ts';

/** As the judge answers (plays.go). */
export function playAnswer({ object }: PlayCase): unknown {
  const { apiVersion, kind } = object;
  const stages = playStages.filter(({ target }) => target.apiVersion === apiVersion && target.kind === kind);
  try {
    const possible = possibleStages(stages, object, world);
    return possible.map(({ stage }) => played(stage, object));
  } catch (error) {
    if (error instanceof StageFailure) return { fails: true };
    throw error;
  }
}

function played(stage: Stage, object: KubeObject): unknown {
  const delay = delayRange(stage, object, world)?.map(Number);
  const weight = weightOf(stage, object, world);
  return {
    stage: stage.name,
    immediate: stage.immediateNextStage,
    ...(delay && { delay }),
    ...(weight !== undefined && { weight: Number(weight) }),
    ...steps(stage, object),
  };
}

function steps(stage: Stage, object: KubeObject): object {
  const done: unknown[] = [];
  let deleted = false;
  try {
    for (const step of stage.steps) {
      for (const action of stepActions(stage, step, object, { functions, world }, deleted)) {
        deleted ||= action.kind === 'delete';
        done.push(shown(action));
      }
    }
  } catch (error) {
    if (error instanceof StageFailure) return { steps: done, fails: true };
    throw error;
  }
  return { steps: done, fails: false };
}

const types = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

function shown(action: StageAction): unknown {
  if (action.kind === 'event') return { event: action.event };
  if (action.kind === 'delete') return { delete: true };
  const { kind, type, subresource, username } = action;
  const change = {
    type: types[type],
    data: action.kind === 'patch' ? action.body : action.object,
    ...(subresource !== '' && { subresource }),
    ...(username !== undefined && { as: username }),
  };
  return { [kind]: change };
}
