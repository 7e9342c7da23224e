import { canonicalValues, schemaFor } from '../../api/index.ts';
import type { KubeObject } from '../../apimachinery/index.ts';
import { type Mismatch, mismatches } from '../match.ts';
import { describeObject, resourceOf } from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import { staleStatus } from '../stale-status.ts';
import { schemas } from './argument-schemas.ts';
import type { Command } from './command.ts';
import { waitUntil, withinMsDefault } from './wait-until.ts';

type Words = Pick<Command, 'name' | 'help' | 'example'>;

/** One of the objects that an expectation may be about. */
export interface Candidate {
  /** `Pod default/web-x2k1`. */
  readonly name: string;
  readonly found: readonly Mismatch[];
  /** Why its status does not count, where the expectation is about the status. */
  readonly stale?: string;
}

/** A command that waits until what it describes holds of the objects there are. */
export function expectationCommand({
  holds,
  complain,
  ...words
}: Words & {
  /** Whether it holds of those that may be meant. */
  holds(candidates: readonly Candidate[]): boolean;
  /** What was there instead. */
  complain(candidates: readonly Candidate[]): string;
}): Command {
  return {
    ...words,
    schema: schemas.expectation,
    prepare(argument) {
      argument.fields('resource', 'within', 'staleStatus');
      const object = argument.child('resource').observable();
      const judge = judgeOf(object, argument.flag('staleStatus'));
      const withinMs = argument.durationMs('within', withinMsDefault);
      return {
        summary: `${words.name} ${describeObject(object)}`,
        run: (context) =>
          waitUntil(
            context,
            { object, withinMs },
            (objects) => holds(objects.map(judge)),
            (objects) => complain(objects.map(judge)),
          ),
      };
    },
  };
}

/** Compares objects with what is expected, written as the API server writes it. */
function judgeOf(expected: ScenarioObject, takesStale: boolean): (object: KubeObject) => Candidate {
  const type = resourceOf(expected);
  const schema = schemaFor(type.group, type.version, type.kind) ?? {};
  // Kind and version were matched by where we looked.
  const { apiVersion, kind, ...rest } = canonicalValues(schema, expected) as ScenarioObject;
  const aboutStatus = !takesStale && 'status' in rest;
  return (object) => {
    const stale = aboutStatus ? staleStatus(type, object) : undefined;
    return {
      // Lists leave out the kind of their items.
      name: describeObject({ ...object, apiVersion, kind }),
      found: mismatches(rest, object, schema),
      ...(stale === undefined ? {} : { stale }),
    };
  };
}
