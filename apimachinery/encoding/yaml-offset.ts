import type { YamlNode } from './yaml-nodes.ts';

/**
 * Where in its text a path such as `spec.steps[0].kill` stands: the offset of the last key or item of it that is there,
 * so that what is missing is looked for where it should be. Keys may have dots; of a key given twice the last counts.
 */
export function yamlOffset(root: YamlNode, path: string): number {
  let [node, offset, rest] = [root, root.start, path];
  while (rest !== '') {
    const next = memberAt(node, rest) ?? itemAt(node, rest);
    if (next === undefined) break;
    [node, offset, rest] = [next.node, next.offset, next.rest];
  }
  return offset;
}

interface Next {
  readonly node: YamlNode;
  readonly offset: number;
  readonly rest: string;
}

function memberAt({ members = [] }: YamlNode, path: string): Next | undefined {
  const named = members.filter(
    ({ name }) => path.startsWith(name) && ['', '.', '['].includes(path.charAt(name.length)),
  );
  const longest = Math.max(...named.map(({ name }) => name.length));
  const found = named.findLast(({ name }) => name.length === longest);
  if (found === undefined) return undefined;
  const { name, start, node } = found;
  return { node, offset: start, rest: path.slice(name.length).replace(/^\./, '') };
}

function itemAt({ items = [] }: YamlNode, path: string): Next | undefined {
  const [whole = '', at] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const item = items[Number(at)];
  return item === undefined ? undefined : { node: item, offset: item.start, rest: path.slice(whole.length) };
}
