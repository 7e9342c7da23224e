import type { KubeObject } from '../../apimachinery/index.ts';
import { WaitError } from '../../environment/index.ts';
import { type Observation, observe } from '../observe.ts';
import type { StepContext } from '../prepared-step.ts';
import { resourceOf } from '../resource-of.ts';
import type { ScenarioObject } from '../scenario.ts';
import { StepFailure } from './command.ts';

/** What Chainsaw waits for an assertion. */
export const withinMsDefault = 30_000;

/** Which objects an expectation is about: the one it names, or all with its labels. */
export interface Expectation {
  readonly object: ScenarioObject;
  readonly withinMs: number;
}

/** Waits until `holds` is true of what the expectation is about; `complain` says what was there instead. */
export async function waitUntil(
  context: StepContext,
  { object, withinMs }: Expectation,
  holds: (objects: readonly KubeObject[]) => boolean,
  complain: (objects: readonly KubeObject[]) => string,
): Promise<void> {
  const { name, namespace = 'default', labels } = object.metadata ?? {};
  const what = { namespace, withinMs, ...(name === undefined ? { ...(labels && { labels }) } : { name }) };
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
