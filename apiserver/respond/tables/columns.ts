import { docsFor } from '../../../api/index.ts';
import type { Column } from './printer.ts';

/** Mirrors metav1.TableColumnDefinition. */
export interface TableColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

const known = new WeakMap<readonly Column[], readonly TableColumnDefinition[]>();

/** Columns as clients see them, with the documentation of the fields they point at. Made once for each printer. */
export function columnDefinitions(columns: readonly Column[]): readonly TableColumnDefinition[] {
  const before = known.get(columns);
  if (before !== undefined) return before;
  const definitions = columns.map((column) => ({ ...column, description: describe(column) }));
  known.set(columns, definitions);
  return definitions;
}

function describe({ description }: Column): string {
  if (typeof description === 'string') return description;
  const text = docsFor(description.definition).properties[description.field] ?? '';
  // Paragraphs have been joined by two spaces where the docs come from.
  return text.replace(/\. {2}/g, '.\n\n');
}
