import type { KubeObject } from '../../apimachinery/index.ts';
import { WaitError } from '../../environment/index.ts';
import { formatMismatches, type Mismatch, mismatches } from '../match.ts';
import { type Observation, observe } from '../observe.ts';
import type { StepContext } from '../prepared-step.ts';
import { describeObject, resourceOf } from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import { schemas } from './argument-schemas.ts';
import { type Command, StepFailure } from './command.ts';

/** What Chainsaw waits for an assertion. */
export const withinMsDefault = 30_000;

/** Which objects an expectation is about: the one it names, or all with its labels. */
export interface Expectation {
  readonly object: ScenarioObject;
  readonly withinMs: number;
}

type Words = Pick<Command, 'name' | 'help' | 'example'>;

/** A command that waits until what it describes holds of the objects there are. */
export function expectationCommand({
  holds,
  complain,
  ...words
}: Words & {
  /** Whether it holds of those that may be meant. */
  holds(expected: ScenarioObject, objects: readonly KubeObject[]): boolean;
  /** What was there instead. */
  complain(expected: ScenarioObject, objects: readonly KubeObject[]): string;
}): Command {
  return {
    ...words,
    schema: schemas.expectation,
    prepare(argument) {
      argument.fields('resource', 'within');
      const object = argument.child('resource').object();
      const withinMs = argument.durationMs('within', withinMsDefault);
      return {
        summary: `${words.name} ${describeObject(object)}`,
        run: (context) =>
          waitUntil(
            context,
            { object, withinMs },
            (objects) => holds(object, objects),
            (objects) => complain(object, objects),
          ),
      };
    },
  };
}

/** Waits until `holds` is true of what the expectation is about; `complain` says what was there instead. */
export async function waitUntil(
  context: StepContext,
  { object, withinMs }: Expectation,
  holds: (objects: readonly KubeObject[]) => boolean,
  complain: (objects: readonly KubeObject[]) => string,
): Promise<void> {
  const { name, namespace = 'default', labels } = object.metadata ?? {};
  const what = { namespace, ...(name === undefined ? { ...(labels && { labels }) } : { name }) };
  const observation = await context.control.complete(() => observe(context.client, resourceOf(object), what));
  const present = () => [...observation.objects.values()];
  try {
    await untilTrue(context, observation, () => holds(present()), withinMs);
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    throw new StepFailure(whyNot(error, withinMs), complain(present()));
  } finally {
    observation.stop();
  }
}

/** A simulation knows when nothing will happen any more, and does not wait for the rest of the time. */
function whyNot({ failure }: WaitError, withinMs: number): string {
  if (failure === 'deadlock') return 'it does not come true, and nothing is left that could change that';
  return `it has not come true within ${withinMs / 1000}s`;
}

async function untilTrue(
  { control }: StepContext,
  observation: Observation,
  holds: () => boolean,
  withinMs: number,
): Promise<void> {
  let held = false;
  const predicate = () => {
    if (observation.changed()) held = holds();
    return held;
  };
  await control.runUntil(predicate, { withinMs });
}

/** The object with the fewest mismatches, the first of several; undefined if there is none. */
export function closest(
  expected: ScenarioObject,
  objects: readonly KubeObject[],
): { readonly object: KubeObject; readonly found: readonly Mismatch[] } | undefined {
  const all = objects.map((object) => ({ object, found: mismatches(withoutIdentity(expected), object) }));
  return all.reduce<(typeof all)[number] | undefined>(
    (best, one) => (best === undefined || one.found.length < best.found.length ? one : best),
    undefined,
  );
}

/** Kind and version were matched by where we looked. */
function withoutIdentity({ apiVersion: _, kind: __, ...rest }: ScenarioObject): object {
  return rest;
}

/** The name of an object that was found; lists leave out the kind of their items. */
export function namedLike({ apiVersion, kind }: ScenarioObject, object: KubeObject): string {
  return describeObject({ ...object, apiVersion, kind });
}

export function describeDifference(expected: ScenarioObject, objects: readonly KubeObject[]): string {
  const best = closest(expected, objects);
  if (best === undefined) return 'there is no such object';
  const of = objects.length === 1 ? '' : ` (the closest of ${objects.length})`;
  return `- expected, + found in ${namedLike(expected, best.object)}${of}:\n${formatMismatches(best.found)}`;
}
