/**
 * What the API server can turn an object into for a client that does not want the object: a table with the columns
 * `kubectl get` shows, or its metadata alone. `printers.ts` lists every kind that has columns of its own. Pure.
 */

export { scale as scalePrinter } from './kinds/autoscaling.ts';
export { nameAndCreation } from './kinds/plain.ts';
export { ageColumn, type Cell, type Column, nameColumn, type Printer, type RowCondition } from './printer.ts';
export { printers } from './printers.ts';
export {
  type PartialObjectMetadata,
  partialObjectMetadata,
  partialObjectMetadataList,
  rowFor,
  type Table,
  type TableOptions,
  type TableRow,
  tableFor,
} from './table.ts';
export { includeObjectOf } from './table-options.ts';
