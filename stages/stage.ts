import type { CelProgram } from '../apimachinery/index.ts';
import type { GoTemplate } from './go-template/index.ts';
import type { JqQuery } from './jq/index.ts';

/** What happens to objects of a kind that are so, after how long, with which weight. Mirrors kwok's v1alpha1.Stage. */
export interface Stage {
  readonly name: string;
  readonly target: StageTarget;
  readonly selector: StageSelector;
  readonly weight: bigint;
  readonly weightFrom: ValueSource | undefined;
  readonly delay: StageDelay | undefined;
  /** What has become of the object is looked at at once, before the watch tells of it. */
  readonly immediateNextStage: boolean;
  readonly steps: readonly StageStep[];
}

export interface StageTarget {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** All must hold. */
export interface StageSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly conditions: readonly StageCondition[];
}

export type StageOperator = 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';

export type StageCondition =
  | {
      readonly kind: 'jq';
      readonly query: JqQuery;
      readonly operator: StageOperator;
      readonly values: readonly string[];
    }
  | { readonly kind: 'cel'; readonly program: CelProgram };

/** Where a value is taken from; the expression before the query. */
export interface ValueSource {
  readonly cel: CelProgram | undefined;
  readonly jq: JqQuery | undefined;
}

export interface StageDelay {
  readonly durationMs: number;
  readonly durationFrom: ValueSource | undefined;
  /** Undefined: none is given. */
  readonly jitterMs: number | undefined;
  readonly jitterFrom: ValueSource | undefined;
}

/** In this order: an event, finalizers, then either the deletion or a patch of the object and of another one. */
export interface StageStep {
  readonly event: StageEvent | undefined;
  readonly finalizers: StageFinalizers | undefined;
  readonly delete: boolean;
  readonly patch: StagePatch | undefined;
  readonly apply: StageApply | undefined;
}

export interface StageEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
}

export interface StageFinalizers {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly empty: boolean;
}

export interface StagePatch {
  /** Undefined: as is usual for the kind. */
  readonly type: 'json' | 'merge' | 'strategic' | undefined;
  readonly subresource: string;
  /** The member of the object that the template makes. */
  readonly root: string;
  readonly template: GoTemplate;
  /** As whom it is written. */
  readonly username: string | undefined;
}

export interface StageApply {
  readonly type: 'apply' | 'merge' | 'strategic';
  readonly subresource: string;
  readonly template: GoTemplate;
  readonly username: string | undefined;
}
