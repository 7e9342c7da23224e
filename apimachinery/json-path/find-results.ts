import { isList, isObject, member } from '../values/plain-json.ts';
import { compares } from './compare-values.ts';
import { JsonPathError, type ListNode, type PathNode, type Slice } from './path-node.ts';

type Values = readonly unknown[];

/**
 * What each part of a template finds in a value of JSON: texts themselves, paths none, one or several values. Throws
 * JsonPathError. Mirrors k8s.io/client-go util/jsonpath (FindResults). Differs: members of objects come in their order.
 */
export class ResultFinder {
  readonly #root: ListNode;
  readonly #allowsMissing: boolean;

  constructor(root: ListNode, allowsMissing: boolean) {
    this.#root = root;
    this.#allowsMissing = allowsMissing;
  }

  find(value: unknown): readonly Values[] {
    const { results, next } = this.#block(this.#root.nodes, 0, value, false);
    if (next < this.#root.nodes.length) throw new JsonPathError('not in range, nothing to end');
    return results;
  }

  /** The nodes from `at` on, up to the end of the range they are in; `next` is the one after it. */
  #block(nodes: Values, at: number, value: unknown, inRange: boolean) {
    const results: Values[] = [];
    let next = at;
    while (next < nodes.length) {
      const node = nodes[next] as PathNode;
      next += 1;
      const keyword = keywordOf(node);
      if (keyword === 'end') {
        if (!inRange) throw new JsonPathError('not in range, nothing to end');
        return { results, next };
      }
      const found = this.#walk([value], node);
      if (keyword !== 'range') {
        results.push(found);
        continue;
      }
      let end = nodes.length;
      for (const item of found.length === 0 ? [undefined] : found) {
        const inner = this.#block(nodes, next, item, true);
        if (found.length > 0) results.push(...inner.results);
        end = inner.next;
      }
      next = end;
    }
    return { results, next };
  }

  #walk(input: Values, node: PathNode): Values {
    switch (node.type) {
      case 'list':
        return this.#list(input, node);
      case 'text':
        return [node.text];
      case 'value':
        return input.map(() => node.value);
      case 'field':
        return this.#field(input, node.name);
      case 'array':
        return input.flatMap((value) => (isNothing(value) ? [] : sliced(input, value, node.slice)));
      case 'filter':
        return this.#filter(input, node);
      case 'union':
        return node.nodes.flatMap((part) => this.#list(input, part));
      case 'wildcard':
        return input.flatMap(membersOf);
      case 'recursive':
        return input.flatMap(descendants);
      case 'identifier':
        if (node.name === 'range' || node.name === 'end') return input;
        throw new JsonPathError(`unrecognized identifier ${node.name}`, input);
    }
  }

  #list(input: Values, { nodes }: ListNode): Values {
    return nodes.reduce<Values>((values, node) => this.#walk(values, node), input);
  }

  #field(input: Values, name: string): Values {
    const found = input.flatMap((value) => {
      const there = isObject(value) ? member(value, name) : undefined;
      return there === undefined ? [] : [there];
    });
    if (found.length > 0 || this.#allowsMissing || input.length === 0) return found;
    throw new JsonPathError(`${name} is not found`);
  }

  #filter(input: Values, node: Extract<PathNode, { readonly type: 'filter' }>): Values {
    return input.flatMap((value) => {
      if (!isList(value)) {
        throw new JsonPathError(`${String(value)} is not array or slice and cannot be filtered`, input);
      }
      return value.filter((item) =>
        node.operator === 'exists' ? this.#exists(item, node.left) : this.#passes(item, node),
      );
    });
  }

  #exists(item: unknown, path: ListNode): boolean {
    try {
      return this.#list([item], path).length > 0;
    } catch (error) {
      if (error instanceof JsonPathError) return error.found.length > 0;
      throw error;
    }
  }

  #passes(item: unknown, node: Extract<PathNode, { readonly type: 'filter' }>): boolean {
    const sides = [node.left, node.right].map((side) => this.#list([item], side));
    for (const side of sides) {
      if (side.length === 0) return false;
      if (side.length > 1) throw new JsonPathError('can only compare one element at a time');
    }
    return compares(sides[0]?.[0], node.operator, sides[1]?.[0]);
  }
}

/** `range` and `end` stand first in their braces. */
function keywordOf(node: PathNode): string | undefined {
  const found = node.type === 'list' ? node.nodes.find(({ type }) => type === 'identifier') : undefined;
  return found?.type === 'identifier' ? found.name : undefined;
}

function isNothing(value: unknown): boolean {
  return value === null || value === undefined;
}

function membersOf(value: unknown): Values {
  if (isList(value)) return value;
  if (isObject(value)) return Object.values(value);
  // To Go a text is a list of bytes.
  return typeof value === 'string' ? [...new TextEncoder().encode(value)] : [];
}

function descendants(value: unknown): Values {
  const members = membersOf(value);
  return members.length === 0 ? [] : [value, ...members.flatMap(descendants)];
}

function sliced(input: Values, value: unknown, slice: Slice): Values {
  const fail = (message: string) => new JsonPathError(message, input);
  if (!isList(value)) throw fail(`${goType(value)} is not array or slice`);
  const { length } = value;
  const given = slice.from ?? 0;
  const from = given < 0 ? given + length : given;
  let to = slice.to ?? length;
  if (to < 0 || (to === 0 && slice.isIndex)) to += length;
  if (from === to) return [];
  const outOfBounds = (at: number) => fail(`array index out of bounds: index ${at}, length ${length}`);
  if (from >= length || from < 0) throw outOfBounds(from);
  if (to > length || to < 0) throw outOfBounds(to - 1);
  if (from > to) throw fail(`starting index ${from} is greater than ending index ${to}`);
  const { step = 1 } = slice;
  if (step <= 0) throw fail('step must be > 0');
  return value.slice(from, to).filter((_, at) => at % step === 0);
}

function goType(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
}
