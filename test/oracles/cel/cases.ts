import type { V1JSONSchemaProps } from '../../../api/index.ts';

/** An expression to judge, with the schema and the values of self and oldSelf. */
export interface Question {
  readonly expression: string;
  readonly schema?: V1JSONSchemaProps;
  /** Whether the schema is that of a resource. */
  readonly root?: boolean;
  readonly self?: unknown;
  readonly oldSelf?: unknown;
  /** Whether oldSelf is an optional. */
  readonly optional?: boolean;
  /** What it may cost; absent: Kubernetes' own limit. */
  readonly limit?: number;
}

/** What is wrong with it; or its type, its estimated cost, and what comes of it. */
export interface Answer {
  readonly error?: string;
  readonly type?: string;
  readonly estimate?: readonly [min: string, max: string];
  /** Why it cannot be evaluated. */
  readonly plan?: string;
  readonly value?: string;
  /** What the evaluation failed with. */
  readonly failed?: string;
  readonly cost?: number;
}

/** A line of a file of vectors: expressions that share all else. */
export interface Vector {
  readonly case: Omit<Question, 'expression'>;
  readonly answers: readonly (readonly [expression: string, answer: Answer])[];
}
