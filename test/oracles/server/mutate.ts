import type { Draw } from '../../hostile/draw.ts';
import { type Manifest, type Place, placesIn, valueAt, withValue } from './object.ts';

/** Values that are wrong in most places, and right in some. */
const oddValues: readonly unknown[] = [
  ...[null, '', 'x', '-1', -1, 0, 1, 65536, 1.5, true, [], {}, ['x'], { x: 'y' }],
  ...['1Gi', '100m', 'A_B', 'a'.repeat(70), 'a'.repeat(300), '10%', '101%', 'Always', '/a', '../a'],
  ...['10.0.0.1', '2020-01-01T00:00:00Z'],
];
const oddEnds = ['_', '.', '-', ' ', '/', 'é', '0'];

/** The object with one thing changed, somewhere but in what says which object it is; the same if that is all there is. */
export function mutant(object: Manifest, draw: Draw): Manifest {
  const places = placesIn(object).filter(isOpen);
  if (places.length === 0) return object;
  const place = draw.pick(places);
  const was = valueAt(object, place);
  const change = draw.below(5);
  if (change === 0) return withValue(object, place, undefined);
  if (change === 1) return withValue(object, place, draw.pick(oddValues));
  if (change === 2) {
    const twice = Array.isArray(was) && was.length > 0 ? [...was, was[0]] : draw.pick(oddValues);
    return withValue(object, place, twice);
  }
  if (change === 3) return withValue(object, place, changedScalar(was, draw));
  return withValue(object, place, valueAt(object, draw.pick(places)) ?? null);
}

function changedScalar(was: unknown, draw: Draw): unknown {
  if (typeof was === 'number') return -was;
  if (typeof was === 'string') return `${was}${draw.pick(oddEnds)}`;
  return draw.pick(oddValues);
}

function isOpen([first, second]: Place): boolean {
  if (first === undefined || first === 'apiVersion' || first === 'kind') return false;
  return first !== 'metadata' || (second !== undefined && second !== 'name' && second !== 'namespace');
}

/** As much as can go is taken out of an object that shows a difference, as long as it does. */
export async function shrunk(
  object: Manifest,
  differs: (smaller: Manifest) => Promise<boolean>,
): Promise<Manifest> {
  let smallest = object;
  for (let again = true; again; ) {
    again = false;
    for (const place of placesIn(smallest).filter(isOpen)) {
      if (valueAt(smallest, place) === undefined) continue;
      const smaller = withValue(smallest, place, undefined);
      if (!(await differs(smaller))) continue;
      smallest = smaller;
      again = true;
      break;
    }
  }
  return smallest;
}
