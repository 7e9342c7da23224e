import type { Change, WriteFields } from '../../../environment/index.ts';
import { changesOf, isAt, isWithin, valueText } from '../write.ts';
import { requestOf, wordsOf } from './any-object.ts';
import { shownChanges } from './changes.ts';
import type { Narrator } from './narrator.ts';

/** A slice has more endpoints or fewer, or some are ready that were not. */
export const endpointSlice: Narrator = narratorOf('endpoints', endpointChanges);

/** The older Endpoints say the same in lists that are sorted anew each time: which address moved would tell nobody much. */
export const endpoints: Narrator = narratorOf('subsets', () => ['addresses changed']);

/** Says in words of its own what differs within a field, and of the rest what is said of any object. */
function narratorOf(field: string, tell: (changes: readonly Change[]) => readonly string[]): Narrator {
  return {
    tell: (write) => ({ words: wordsOf(write, shownOf(write, field, tell)), effect: requestOf(write) }),
  };
}

function shownOf(
  write: WriteFields,
  field: string,
  tell: (changes: readonly Change[]) => readonly string[],
): readonly string[] {
  const changes = changesOf(write);
  const own = changes.filter((change) => isWithin(change, field));
  const others = changes.filter((change) => !isWithin(change, field));
  return [...(own.length === 0 ? [] : tell(own)), ...shownChanges(others)];
}

function endpointChanges(changes: readonly Change[]): readonly string[] {
  const [all] = changes.filter((change) => isAt(change, 'endpoints'));
  if (all !== undefined) return [`endpoints ${valueText(all.before)} -> ${valueText(all.after)}`];
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
