import { declare, type FunctionDeclaration, overload, taking } from '../functions/declaration.ts';

/** For mutating policies. Mirrors k8s.io/apiserver pkg/cel/library/jsonpatch.go. */
export const jsonPatchFunctions: readonly FunctionDeclaration[] = [
  declare(
    'jsonpatch.escapeKey',
    overload(
      'string_jsonpatch_escapeKey_string',
      '(string) -> string',
      taking(['string'], (key) => key.replace(/[~/]/g, (char) => (char === '/' ? '~1' : '~0'))),
    ),
  ),
];
