// Runs for the determinism check to tell apart. No TypeScript, so that the build leaves them out.
import { randomBytes } from 'node:crypto';
import { createSimulation } from '../index.ts';

/** Two tasks that race: determined by the seed. */
export async function run(seed, observe) {
  const simulation = createSimulation({ seed });
  observe(simulation.environment.trace);
  for (const name of ['a', 'b']) {
    const self = simulation.environment.fork(name);
    self.spawn('count', async () => {
      for (let round = 1; round <= 3; round++) {
        await self.clock.sleep(self.random.integer(2));
        self.trace.record('round', { round });
      }
    });
  }
  await simulation.settle();
}

/** Records something the seed does not decide. */
export async function leakyRun(seed, observe) {
  const { trace } = createSimulation({ seed }).environment;
  observe(trace);
  trace.record('same', {});
  trace.record('leak', { bytes: randomBytes(8).toString('hex') });
}

export async function failingRun() {
  throw new Error('the run failed');
}
