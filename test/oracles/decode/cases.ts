import { schemaFor } from '../../../api/index.ts';
import { JsonNumberError, JsonSyntaxError, parseJson } from '../../../apimachinery/index.ts';
import { drawFrom } from '../../hostile/draw.ts';
import { valueText } from '../../hostile/values.ts';
import { servedKinds } from '../protobuf/served-kinds.ts';
import type { Question } from './judge.ts';

/** So many in a hundred values are odd; with more of them hardly anything is looked at twice. */
const oddShares = [0, 2, 6];

/**
 * Amounts beyond any that there is are refused here; halves of characters within values that can be anything are kept as
 * they are there; the storage's encoding, but not the server, loses the kinds of templates.
 */
const undecided = /1e999999999|\\ud|volumeClaimTemplates/;

/** Random bodies of every served kind, but for one whose encoding loses the kind of an object within. */
export function randomQuestions(eachKind: number, seed: number): readonly Question[] {
  const kinds = servedKinds().filter((kind) => kind !== 'policy/v1 Eviction' && isObject(kind));
  return kinds.flatMap((kind, at) =>
    Array.from({ length: eachKind }, (_, turn): Question => {
      const draw = drawFrom(seed * 1_000_003 + at * 1_009 + turn);
      const text = () => valueText(schemaNamed(kind), draw, draw.pick(oddShares));
      return { kind, body: draw.oneIn(3) ? joined(text(), text()) : text() };
    }).filter(({ body }) => body.startsWith('{') && !undecided.test(body)),
  );
}

/** An object that gives the members of both. */
function joined(one: string, other: string): string {
  return one.length > 2 && other.length > 2 ? `${one.slice(0, -1)},${other.slice(1)}` : one;
}

/** Other things are only ever answered. */
function isObject(kind: string): boolean {
  return kind === 'v1 DeleteOptions' || schemaNamed(kind)?.properties?.metadata?.definition === objectMeta;
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

function schemaNamed(kind: string) {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  return schemaFor(group, version, name);
}

/** Whether a body gives a member twice, or cannot be read at all. */
export function repeats(body: string): boolean {
  try {
    return parseJson(body, { duplicates: true }).duplicates.length > 0;
  } catch (error) {
    if (error instanceof JsonNumberError || error instanceof JsonSyntaxError) return true;
    throw error;
  }
}
