import { ArrayList } from '../values/lists.ts';
import { declare, type FunctionDeclaration, member, taking } from './declaration.ts';
import { withRegexp } from './string-functions.ts';

/** What a pattern finds. Mirrors k8s.io/apiserver pkg/cel/library/regex.go. */

const illegal = 'Illegal regex: ';

const findAll = (text: string, pattern: string, limit: bigint) =>
  withRegexp(
    pattern,
    illegal,
    (regexp) => new ArrayList(regexp.findAll(text, limit < 0n ? -1 : Number(limit))),
  );

export const regexFunctions: readonly FunctionDeclaration[] = [
  declare(
    'find',
    member(
      'string_find_string',
      '(string, string) -> string',
      taking(['string', 'string'], (text, pattern) =>
        withRegexp(pattern, illegal, (regexp) => regexp.find(text)),
      ),
    ),
  ),
  declare(
    'findAll',
    member(
      'string_find_all_string',
      '(string, string) -> list(string)',
      taking(['string', 'string'], (text, pattern) => findAll(text, pattern, -1n)),
    ),
    member(
      'string_find_all_string_int',
      '(string, string, int) -> list(string)',
      taking(['string', 'string', 'int'], findAll),
    ),
  ),
];
