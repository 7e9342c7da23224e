import { runScenario, type Scenario, Timeline, type TimelineLine } from '../../scenarios/index.ts';

/** One line that was told, with what it tells in words that are the same in every run: without what is drawn by chance. */
export interface Told {
  readonly parts: readonly Part[];
  /** The step during which it happened. */
  readonly during: number;
  /** The step that is said to have made it necessary; 0: none, as time passed or a node came or went. Undefined: nothing is said. */
  readonly origin: number | undefined;
  readonly line: TimelineLine;
}

export interface Part {
  /** What else is taken for the same. */
  readonly like: string;
  /** The very words. */
  readonly text: string;
  /** How much of it: by how much a count went up or down, else 1. */
  readonly amount: number;
}

export interface LeftOut {
  readonly step: number;
  /** Timers that fire in place of the step and do nothing: with each number of them, chance goes another way after it. */
  readonly timers: number;
}

/** Runs a scenario, without one of its steps if it is to be left out, and keeps all that the timeline tells. */
export async function toldRun(scenario: Scenario, seed: number, leftOut?: LeftOut): Promise<readonly Told[]> {
  const timeline = new Timeline();
  const told: Told[] = [];
  let step = 0;
  const steps = leftOut === undefined ? scenario.steps : without(scenario.steps, leftOut);
  const result = await runScenario(
    { ...scenario, steps },
    {
      seed,
      onEvent: (event) => timeline.takeEvent(event),
      onRecord(record) {
        if (record.kind === 'step') step = record.fields.step;
        for (const line of timeline.take(record)) if (step > 0) told.push(...toldBy(line, step));
      },
    },
  );
  if (!result.passed) throw new Error(`seed ${seed}: ${JSON.stringify(result.failure)}`);
  return told;
}

/** The same steps, of which one does nothing, and those after it may fail, as they wait for what it would have done. */
function without(steps: Scenario['steps'], { step, timers }: LeftOut): Scenario['steps'] {
  return steps.map((one, at) => ({
    ...one,
    async run(context) {
      if (at + 1 === step) {
        const { clock } = context.control.environment;
        for (let timer = 0; timer < timers; timer++) clock.setTimer(0, () => {});
        return;
      }
      try {
        await one.run(context);
      } catch (error) {
        if (at + 1 < step) throw error;
      }
    },
  }));
}

function toldBy(line: TimelineLine, during: number): readonly Told[] {
  // The cluster comes up by itself.
  if (line.kind === 'step' || line.what.startsWith('started, with')) return [];
  const who = anonymous(line.who);
  const parts = textsOf(line).map((text): Part => {
    const { like, amount } = counted(line.kind === 'warning' ? reasonOf(text) : text);
    return { like: `${who} ${anonymous(like)}`, text: `${who} ${anonymous(text)}`, amount };
  });
  return [{ parts, during, origin: originOf(line, during), line }];
}

function textsOf({ kind, what }: TimelineLine): readonly string[] {
  const [subject = '', ...changes] = what.split(/: |, /);
  if (kind === 'warning' || changes.length === 0) return [what];
  return changes.map((change) => `${subject}: ${change}`);
}

/** What more a warning says is how things are just then. */
function reasonOf(text: string): string {
  return text.split(': ', 1)[0] ?? '';
}

const endsWithoutStep = /(?:^| <- )(?:\d+s passed|Node \S+ (?:started|killed|silent))$/;

function originOf({ because, who }: TimelineLine, during: number): number | undefined {
  const step = /(?:^| <- )scenario step (\d+)$/.exec(because)?.[1];
  if (step !== undefined) return Number(step);
  if (endsWithoutStep.test(because)) return 0;
  // What a step does itself stands right below it, without a cause.
  return because === '' && (who === 'scenario' || who === 'cluster') ? during : undefined;
}

/** How a count goes depends on how many were counted at once; that it goes up does not. */
function counted(text: string): { readonly like: string; readonly amount: number } {
  let amount = 1;
  const like = text.replace(/(\d+) -> (\d+)$/, (_, before: string, after: string) => {
    amount = Math.abs(Number(after) - Number(before));
    return Number(after) > Number(before) ? 'up' : 'down';
  });
  // What it was before may have been written by somebody else just then.
  return { like: like.replace(/ \S+ -> (?=\S+$)/, ' '), amount };
}

/** Pods and nodes of one kind are like one another. */
function anonymous(text: string): string {
  return text.replace(/(-[bcdfghjklmnpqrstvwxz2456789]{5})(?= |:|$)/g, '-?').replace(/node-\d+/g, 'node-?');
}
