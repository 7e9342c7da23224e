import type { Change } from '../../../environment/index.ts';
import { isAt, isWithin, itemsOf } from '../write.ts';
import type { Narrator } from './narrator.ts';
import { narratorOf } from './own-words.ts';

/** A slice has more endpoints or fewer, or some are ready that were not. */
export const endpointSlice: Narrator = narratorOf({
  isOwn: (change) => isWithin(change, 'endpoints'),
  tell: endpointChanges,
});

/** The older Endpoints say the same in lists that are sorted anew each time: which address moved would tell nobody much. */
export const endpoints: Narrator = narratorOf({
  isOwn: (change) => isWithin(change, 'subsets'),
  tell: (own) => (own.length === 0 ? [] : ['addresses changed']),
});

function endpointChanges(changes: readonly Change[]): readonly string[] {
  const [all] = changes.filter((change) => isAt(change, 'endpoints'));
  if (all !== undefined) return [`endpoints ${itemsOf(all.before)} -> ${itemsOf(all.after)}`];
  const items = changes.filter(({ path }) => path.length === 2);
  const ready = changes.filter(({ path }) => path[2] === 'conditions' && path[3] === 'ready');
  return [
    ...counted(
      items.filter(({ before }) => before === undefined),
      'added',
    ),
    ...counted(
      items.filter(({ after }) => after === undefined),
      'removed',
    ),
    ...counted(
      ready.filter(({ after }) => after === true),
      'ready',
    ),
    ...counted(
      ready.filter(({ after }) => after === false),
      'not ready',
    ),
  ];
}

function counted(changes: readonly Change[], what: string): readonly string[] {
  if (changes.length === 0) return [];
  return [`${changes.length} ${changes.length === 1 ? 'endpoint' : 'endpoints'} ${what}`];
}
