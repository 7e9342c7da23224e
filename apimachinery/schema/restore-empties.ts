import { isObject, setMember } from '../values/plain-json.ts';
import type { Empty } from './decode-walk.ts';

/**
 * An object with what decoding left out of it, as Go has it until it is stored: messages tell an empty list from none.
 * What stands in such a place by now, and what has no place any more, is left alone. The same object without empties.
 */
export function restoreEmpties<Value>(object: Value, empties: readonly Empty[] | undefined): Value {
  return withEmpties(object, empties, (at) => at === undefined || at === null);
}

/** Only what JSON says as null where there is none: so much of it has an owner. */
export function restoreShown<Value>(object: Value, empties: readonly Empty[] | undefined): Value {
  return withEmpties(object, empties, (at) => at === null);
}

type Test = (at: unknown) => boolean;

function withEmpties<Value>(object: Value, empties: readonly Empty[] | undefined, isPlace: Test): Value {
  return empties === undefined ? object : (filled(object, placesOf(empties), isPlace) as Value);
}

/** What was left out of a value, and below it. */
interface Place {
  empty: Empty | undefined;
  readonly below: Map<string | number, Place>;
}

/** All in one tree, so that each list and map is copied once. */
function placesOf(empties: readonly Empty[]): Place {
  const root: Place = { empty: undefined, below: new Map() };
  for (const empty of empties) {
    let place = root;
    for (const step of empty.path) place = placeBelow(place, step);
    place.empty ??= empty;
  }
  return root;
}

function placeBelow({ below }: Place, step: string | number): Place {
  let place = below.get(step);
  if (place === undefined) {
    place = { empty: undefined, below: new Map() };
    below.set(step, place);
  }
  return place;
}

function filled(at: unknown, { empty, below }: Place, isPlace: Test): unknown {
  const made = Array.isArray(at) ? filledItems(at, below, isPlace) : filledMembers(at, below, isPlace);
  return empty !== undefined && isPlace(made) ? empty.value : made;
}

function filledItems(list: readonly unknown[], below: Place['below'], isPlace: Test): readonly unknown[] {
  let made: unknown[] | undefined;
  for (const [step, place] of below) {
    if (typeof step !== 'number' || step >= list.length) continue;
    const item = filled(list[step], place, isPlace);
    if (item === list[step]) continue;
    made ??= [...list];
    made[step] = item;
  }
  return made ?? list;
}

function filledMembers(at: unknown, below: Place['below'], isPlace: Test): unknown {
  if (!isObject(at)) return at;
  let made: Record<string, unknown> | undefined;
  for (const [step, place] of below) {
    const member = filled(at[step], place, isPlace);
    if (member === at[step]) continue;
    made ??= { ...at };
    setMember(made, String(step), member);
  }
  return made ?? at;
}
