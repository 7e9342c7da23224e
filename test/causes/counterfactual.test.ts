import { describe, expect, it } from 'vitest';
import { scenarioFiles, scenariosOf } from '../determinism/scenario-runs.ts';
import { wrongCauses } from './wrong-causes.ts';

/** How many seeds of each scenario; CAUSE_SEEDS asks for more, FIRST_CAUSE_SEED for others. */
const seeds = Number(process.env.CAUSE_SEEDS ?? 4);
const first = Number(process.env.FIRST_CAUSE_SEED ?? 1);
/** A seed of the longest takes a second and a half on a slow machine, with its replays. */
const timeout = 60_000 + 5_000 * seeds;

describe('every cause that is told is the step without which it does not happen', () => {
  it.each(scenarioFiles())('in %s', { timeout }, async (file) => {
    const wrong: string[] = [];
    for (const scenario of scenariosOf(file))
      for (let seed = first; seed < first + seeds; seed++)
        wrong.push(...(await wrongCauses(scenario, seed)).map((text) => `seed ${seed}: ${text}`));
    expect(wrong).toEqual([]);
  });
});
