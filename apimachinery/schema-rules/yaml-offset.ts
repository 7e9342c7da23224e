import type { Node, Pair } from 'yaml';
import { yaml } from './yaml-library.ts';

/**
 * Where in its text a path such as `spec.steps[0].kill` stands: the offset of the last key or item of it that is there,
 * so that what is missing is looked for where it should be. Keys may have dots; of a key given twice the last counts.
 */
export function yamlOffset(root: Node, path: string): number {
  const { isMap } = yaml();
  let [node, offset, rest] = [root as unknown, root.range?.[0] ?? 0, path];
  while (rest !== '') {
    const next = isMap(node) ? pairAt(node.items as Pair[], rest) : itemAt(node, rest);
    if (next === undefined) break;
    [node, offset, rest] = [next.node, next.offset ?? offset, next.rest];
  }
  return offset;
}

interface Next {
  readonly node: unknown;
  readonly offset: number | undefined;
  readonly rest: string;
}

function pairAt(pairs: readonly Pair[], path: string): Next | undefined {
  const { isScalar } = yaml();
  const fits = (name: string) => path.startsWith(name) && ['', '.', '['].includes(path.charAt(name.length));
  const named = pairs.flatMap(({ key, value }) =>
    isScalar(key) && fits(String(key.value)) ? [{ name: String(key.value), key, value }] : [],
  );
  const longest = Math.max(...named.map(({ name }) => name.length));
  const found = named.findLast(({ name }) => name.length === longest);
  if (found === undefined) return undefined;
  const { name, key, value } = found;
  return { node: value, offset: key.range?.[0], rest: path.slice(name.length).replace(/^\./, '') };
}

function itemAt(node: unknown, path: string): Next | undefined {
  const [whole = '', at] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const item = yaml().isSeq(node) ? (node.items[Number(at)] as Node | null | undefined) : undefined;
  return item ? { node: item, offset: item.range?.[0], rest: path.slice(whole.length) } : undefined;
}
