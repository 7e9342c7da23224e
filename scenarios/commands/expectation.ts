import type { KubeObject } from '../../apimachinery/index.ts';
import { WaitError } from '../../environment/index.ts';
import { formatMismatches, type Mismatch, mismatches } from '../match.ts';
import { type Observation, observe } from '../observe.ts';
import { resourceOf } from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import { type CommandContext, StepFailure } from './command.ts';

/** What Chainsaw waits for an assertion. */
export const withinMsDefault = 30_000;

/** Which objects an expectation is about: the one it names, or all with its labels. */
export interface Expectation {
  readonly object: ScenarioObject;
  readonly summary: string;
  readonly withinMs: number;
}

/** Waits until `holds` is true of what the expectation is about; `complain` says what was there instead. */
export async function waitUntil(
  context: CommandContext,
  { object, summary, withinMs }: Expectation,
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
    throw new StepFailure(`${summary}: not within ${withinMs / 1000}s`, complain(present()));
  } finally {
    observation.stop();
  }
}

async function untilTrue(
  { control }: CommandContext,
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

/** The fewest mismatches any of the objects has; undefined if there is no object. */
export function closest(
  expected: ScenarioObject,
  objects: readonly KubeObject[],
): readonly Mismatch[] | undefined {
  const all = objects.map((object) => mismatches(withoutIdentity(expected), object));
  return all.reduce<readonly Mismatch[] | undefined>(
    (best, found) => (best === undefined || found.length < best.length ? found : best),
    undefined,
  );
}

/** Kind and version were matched by where we looked. */
function withoutIdentity({ apiVersion: _, kind: __, ...rest }: ScenarioObject): object {
  return rest;
}

export function describeDifference(expected: ScenarioObject, objects: readonly KubeObject[]): string {
  const found = closest(expected, objects);
  return found === undefined ? '  no such object' : formatMismatches(found);
}
