import type { Pattern, Query } from './ast.ts';
import { formatOf } from './formats.ts';
import { JqError } from './jq-error.ts';
import { preludeOf } from './prelude.ts';
import { streams } from './streams.ts';
import { valueFunctions } from './value-functions.ts';

/** What is named where a query stands. */
interface Names {
  readonly functions: ReadonlySet<string>;
  readonly variables: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

const none: Names = { functions: new Set(), variables: new Set(['ENV']), labels: new Set() };

/** Throws JqError for a name that a query uses and that nobody gives. */
export function checkNames(query: Query): void {
  check(query, none);
}

function check(query: Query, names: Names): void {
  switch (query.kind) {
    case 'variable':
      if (!names.variables.has(query.name)) throw new JqError(`variable not defined: $${query.name}`);
      return;
    case 'break':
      if (!names.labels.has(query.name)) throw new JqError(`label not defined: $${query.name}`);
      return;
    case 'format':
      if (formatOf(query.name) === undefined) throw new JqError(`format not defined: @${query.name}`);
      return;
    case 'call': {
      const key = `${query.name}/${query.args.length}`;
      const isKnown =
        names.functions.has(key) || Object.hasOwn(streams, key) || Object.hasOwn(valueFunctions, key);
      if (!isKnown && preludeOf(key) === undefined) throw new JqError(`function not defined: ${key}`);
      for (const arg of query.args) check(arg, names);
      return;
    }
    case 'define': {
      const { name, params, body } = query.definition;
      const functions = new Set([...names.functions, `${name}/${params.length}`]);
      const given = params.map((param) => param.replace('$', ''));
      const values = params.filter((param) => param.startsWith('$')).map((param) => param.slice(1));
      check(body, {
        ...names,
        functions: new Set([...functions, ...given.map((param) => `${param}/0`)]),
        variables: new Set([...names.variables, ...values]),
      });
      check(query.body, { ...names, functions });
      return;
    }
    case 'label':
      check(query.body, { ...names, labels: new Set([...names.labels, query.name]) });
      return;
    case 'bind':
      check(query.source, names);
      check(query.body, withPatterns(names, query.patterns));
      return;
    case 'reduce':
    case 'foreach': {
      check(query.source, names);
      check(query.start, names);
      const inner = withPatterns(names, [query.pattern]);
      check(query.update, inner);
      if (query.kind === 'foreach' && query.extract !== undefined) check(query.extract, inner);
      return;
    }
    default:
      for (const part of partsOf(query)) check(part, names);
  }
}

function withPatterns(names: Names, patterns: readonly Pattern[]): Names {
  const variables = new Set(names.variables);
  for (const pattern of patterns) addNames(pattern, variables);
  return { ...names, variables };
}

function addNames(pattern: Pattern, into: Set<string>): void {
  if (pattern.kind === 'name') into.add(pattern.name);
  else if (pattern.kind === 'items') for (const item of pattern.items) addNames(item, into);
  else {
    for (const { name, value } of pattern.members) {
      if (name !== undefined) into.add(name);
      if (value !== undefined) addNames(value, into);
    }
  }
}

/** The queries in one that mean by names what it means by them. */
function partsOf(query: Query): readonly Query[] {
  switch (query.kind) {
    case 'text':
      return query.parts.filter((part) => typeof part !== 'string');
    case 'object':
      return query.members.flatMap(({ key, value }) => [key, value]);
    default:
      return Object.values(query).filter(
        (part): part is Query => typeof part === 'object' && part !== null && 'kind' in part,
      );
  }
}
