import type { Change } from '../../environment/index.ts';

/** Of `status.conditions.[Ready].status: False -> True`. */
export function change(text: string): Change {
  const [path = '', before = '', after = ''] = text.split(/: | -> /);
  return { path: path.split(/\.(?![^[]*\])/), before: valueIn(before), after: valueIn(after) };
}

function valueIn(text: string): Change['after'] {
  if (text === 'none') return undefined;
  if (text === '{}') return {};
  if (/^\[\d+\]$/.test(text)) return { items: Number(text.slice(1, -1)) };
  return /^\d+$/.test(text) ? Number(text) : text;
}
