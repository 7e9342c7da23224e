/**
 * kwok's Stages: what objects go through is data. A stage says for which objects it is, after how long, with which weight
 * among others, and what it does to them: patches, events, finalizers, deletion, other objects. Pods and nodes first, but any
 * kind. Mirrors kwok pkg/utils/lifecycle and pkg/kwok/controllers.
 */
export { chooseStage, delayMsOf, delayRange, possibleStages, weightOf } from './choose-stage.ts';
export { type Moment, StageFailure } from './expressions.ts';
export { isNodes, isPods } from './function-names.ts';
export { parseStage } from './parse-stage.ts';
export { addStages, type PlayedStages, type StagesOptions } from './play/add-stages.ts';
export type {
  Stage,
  StageApply,
  StageCondition,
  StageDelay,
  StageEvent,
  StageFinalizers,
  StageOperator,
  StagePatch,
  StageSelector,
  StageStep,
  StageTarget,
  ValueSource,
} from './stage.ts';
export { type StageAction, stepActions } from './stage-actions.ts';
export { StageError } from './stage-error.ts';
