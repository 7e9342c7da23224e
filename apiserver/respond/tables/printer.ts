import type { KubeObject } from '../../../apimachinery/index.ts';

/** One cell of a row; `null` where a custom resource has no value at a column's path. */
export type Cell = string | number | bigint | boolean | null;

/**
 * How the objects of one kind become rows of a metav1.Table. Mirrors one `TableHandler` of kubernetes
 * pkg/printers/internalversion.
 */
export interface Printer<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column[];
  /** As many cells as there are columns, wide ones included. Pure: ages are counted from `nowMs`. */
  cells(object: T, nowMs: number): readonly Cell[];
  /** What a client may grey out or hide: finished pods. */
  conditions?(object: T): readonly RowCondition[] | undefined;
  /** The order of a list's rows where it is not the order of the list. */
  compare?(left: T, right: T): number;
}

/** Mirrors metav1.TableColumnDefinition; a description may point at a field's documentation. */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string | FieldDoc;
  /** 0 is always shown, 1 only with `-o wide`. */
  readonly priority: number;
}

/** A field of a definition (`io.k8s.api.core.v1.PodStatus`, `podIP`) whose documentation describes a column. */
export interface FieldDoc {
  readonly definition: string;
  readonly field: string;
}

/** Mirrors metav1.TableRowCondition. */
export interface RowCondition {
  readonly type: 'Completed';
  readonly status: 'True';
  readonly reason: string;
  readonly message: string;
}

export function text(name: string, description: string | FieldDoc): Column {
  return { name, type: 'string', format: '', description, priority: 0 };
}

export function integer(name: string, description: string | FieldDoc): Column {
  return { name, type: 'integer', format: '', description, priority: 0 };
}

export function flag(name: string, description: string | FieldDoc): Column {
  return { name, type: 'boolean', format: '', description, priority: 0 };
}

/** The same column, shown with `-o wide` only. */
export function wide(column: Column): Column {
  return { ...column, priority: 1 };
}

export function doc(definition: string, field: string): FieldDoc {
  return { definition: `io.k8s.api.${definition}`, field };
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** The column kubectl prefixes with the resource when it prints several kinds. */
export const nameColumn: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: { definition: objectMeta, field: 'name' },
  priority: 0,
};

/** The same where it is not prefixed: kinds whose printer does not mark the column. */
export const plainName: Column = { ...nameColumn, format: '' };

export const ageColumn: Column = text('Age', { definition: objectMeta, field: 'creationTimestamp' });

/** Where a kind has no columns of its own: the moment of creation as it is, not as an age. */
export const createdAt: Column = {
  name: 'Created At',
  type: 'date',
  format: '',
  description: { definition: objectMeta, field: 'creationTimestamp' },
  priority: 0,
};

/** The three columns every kind with a pod template shows with `-o wide`. */
export const containersColumn: Column = wide(
  text('Containers', 'The names of the containers of the pod template.'),
);
export const images: Column = wide(text('Images', 'The images of the containers of the pod template.'));
export function selectorColumn(definition: string): Column {
  return wide(text('Selector', doc(definition, 'selector')));
}
