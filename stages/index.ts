/**
 * kwok's Stages: what objects go through is data. A stage says for which objects it is, after how long, with which weight
 * among others, and what it does to them: patches, events, finalizers, deletion, other objects. Pods and nodes first, but any
 * kind. Mirrors kwok pkg/utils/lifecycle and pkg/kwok/controllers.
 */
export { chooseStage, delayMsOf, delayRange, type Moment, possibleStages, weightOf } from './choose-stage.ts';
export { StageFailure } from './expressions.ts';
export { parseStage } from './parse-stage.ts';
export type { Stage, StageTarget } from './stage.ts';
export { type StageAction, stepActions } from './stage-actions.ts';
export { StageError } from './stage-error.ts';
