import type { V1CustomResourceColumnDefinition } from '../../api/index.ts';
import {
  humanDuration,
  type KubeObject,
  parseTimeOrUndefined,
  resultText,
} from '../../apimachinery/index.ts';
import { ageColumn, type Cell, type Column, nameColumn, type Printer } from '../respond/tables/index.ts';
import { firstResult } from './first-result.ts';

/** How one column reads its cell. */
type ReadCell = (object: KubeObject, nowMs: number) => Cell;

const ageAlone: V1CustomResourceColumnDefinition = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/**
 * The columns that a definition declares (additionalPrinterColumns), after the name; only the age where it declares none.
 * Where a path cannot be read the columns before it are all there is. Mirrors apiextensions-apiserver
 * pkg/registry/customresource/tableconvertor.
 */
export function customPrinter(declared: readonly V1CustomResourceColumnDefinition[] = []): Printer {
  const columns: Column[] = [nameColumn];
  const cells: ReadCell[] = [];
  for (const column of declared.length === 0 ? [ageAlone] : declared) {
    const read = cellReader(column);
    if (read === undefined) break;
    columns.push(columnOf(column));
    cells.push(read);
  }
  return {
    columns,
    cells: (object, nowMs) => [object.metadata?.name ?? '', ...cells.map((read) => read(object, nowMs))],
  };
}

function columnOf(declared: V1CustomResourceColumnDefinition): Column {
  const { name, type, format = '', description = '', jsonPath, priority = 0 } = declared;
  const says = `Custom resource definition column (in JSONPath format): ${jsonPath}`;
  const described = declared === ageAlone ? ageColumn.description : description || says;
  return { name, type: type as Column['type'], format, description: described, priority };
}

/** Undefined for a path that cannot be read. */
function cellReader({ type, jsonPath }: V1CustomResourceColumnDefinition): ReadCell | undefined {
  const find = firstResult(jsonPath);
  if (find === undefined) return undefined;
  return (object, nowMs) => {
    const found = find(object);
    return found === undefined ? null : cellOf(type, found.value, nowMs);
  };
}

function cellOf(type: string, value: unknown, nowMs: number): Cell {
  if (type === 'string') return value === null ? '<no value>' : resultText(value);
  switch (type) {
    case 'integer':
      if (typeof value === 'bigint') return value;
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? dateCell(value, nowMs) : null;
    default:
      return null;
  }
}

function dateCell(text: string, nowMs: number): string {
  if (text === '' || text === 'null') return '<unknown>';
  const ms = parseTimeOrUndefined(text);
  return ms === undefined ? '<invalid>' : humanDuration(nowMs - ms);
}
