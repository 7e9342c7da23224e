import { badRequest } from '../../../apimachinery/index.ts';
import type { TableOptions } from './table.ts';

/**
 * How much of each object a table's rows carry, by the query of a request. Throws a 400 StatusError for a value that
 * is none of them. Mirrors k8s.io/apimachinery (ValidateTableOptions).
 */
export function includeObjectOf(query: Readonly<Record<string, string>>): TableOptions['includeObject'] {
  const { includeObject } = query;
  switch (includeObject) {
    case undefined:
    case '':
      return 'Metadata';
    case 'Metadata':
    case 'Object':
    case 'None':
      return includeObject;
    default: {
      const value = JSON.stringify(includeObject);
      const rule = "must be 'Metadata', 'Object', 'None', or empty";
      throw badRequest(
        `Unable to convert to Table as requested: includeObject: Invalid value: ${value}: ${rule}`,
      );
    }
  }
}
