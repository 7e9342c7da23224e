import type { KubeList, KubeObject, ListMeta, ObjectMeta } from '../../../apimachinery/index.ts';
import { columnDefinitions, type TableColumnDefinition } from './columns.ts';
import type { Cell, Printer, RowCondition } from './printer.ts';

/** Mirrors metav1.Table. */
export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: string;
  readonly metadata: ListMeta;
  /** Null in the events of a watch after the first: a client keeps the columns it was told. */
  readonly columnDefinitions: readonly TableColumnDefinition[] | null;
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly cells: readonly Cell[];
  readonly conditions?: readonly RowCondition[];
  readonly object: KubeObject | PartialObjectMetadata | null;
}

/** Mirrors metav1.PartialObjectMetadata. */
export interface PartialObjectMetadata {
  readonly kind: 'PartialObjectMetadata';
  readonly apiVersion: string;
  readonly metadata: ObjectMeta;
}

/** Mirrors metav1.TableOptions, and what the server adds to it. */
export interface TableOptions {
  /** How much of each object its row carries; a request that does not say gets its metadata. */
  readonly includeObject: 'Metadata' | 'Object' | 'None';
  readonly nowMs: number;
  /** Of the list; without it a table of one object has that object's resourceVersion. */
  readonly listMeta?: ListMeta;
  /** Leave out the columns: the second and later events of a watch. */
  readonly noHeaders?: boolean;
  /** The version of meta.k8s.io that was asked for; `v1` when absent. */
  readonly metaVersion?: 'v1' | 'v1beta1';
}

/**
 * Objects as a table with kubectl's columns, wide ones included (kubectl leaves those out itself). Nothing is copied
 * but cells. Mirrors kubernetes pkg/printers/storage (ConvertToTable) and k8s.io/apiserver (asTable).
 */
export function tableFor(printer: Printer, objects: readonly KubeObject[], options: TableOptions): Table {
  const compare = printer.compare;
  const ordered = compare === undefined ? objects : [...objects].sort(compare);
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.metaVersion ?? 'v1'}`,
    metadata: options.listMeta ?? metaOf(objects),
    columnDefinitions: options.noHeaders === true ? null : columnDefinitions(printer.columns),
    rows: ordered.map((object) => rowFor(printer, object, options)),
  };
}

/** One object as a row. */
export function rowFor(printer: Printer, object: KubeObject, options: TableOptions): TableRow {
  const cells = printer.cells(object, options.nowMs);
  const conditions = printer.conditions?.(object);
  const included = includedObject(object, options);
  return conditions === undefined ? { cells, object: included } : { cells, conditions, object: included };
}

/** The metadata alone, under the kind clients know it by. Shares the object's metadata. */
export function partialObjectMetadata(
  object: KubeObject,
  metaVersion: 'v1' | 'v1beta1' = 'v1',
): PartialObjectMetadata {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: object.metadata ?? {},
  };
}

/** A list's objects as metadata alone. Mirrors k8s.io/apiserver (asPartialObjectMetadataList). */
export function partialObjectMetadataList(
  objects: readonly KubeObject[],
  listMeta: ListMeta,
  metaVersion: 'v1' | 'v1beta1' = 'v1',
): KubeList<PartialObjectMetadata> {
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: listMeta,
    items: objects.map((object) => partialObjectMetadata(object, metaVersion)),
  };
}

function includedObject(object: KubeObject, options: TableOptions): TableRow['object'] {
  if (options.includeObject === 'Object') return object;
  if (options.includeObject === 'None' && !endsInitialEvents(object)) return null;
  return partialObjectMetadata(object, options.metaVersion);
}

function metaOf(objects: readonly KubeObject[]): ListMeta {
  const resourceVersion = objects.length === 1 ? objects[0]?.metadata?.resourceVersion : undefined;
  return resourceVersion === undefined ? {} : { resourceVersion };
}

/** The bookmark after which a watcher has seen everything must be known as such, whatever was asked for. */
function endsInitialEvents({ metadata }: KubeObject): boolean {
  return metadata?.annotations?.['k8s.io/initial-events-end'] === 'true';
}
