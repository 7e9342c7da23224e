/** `npx tsx simulation/kernel.bench.ts`: what the kernel costs. Medians of several rounds, in one process. */
import { createSimulation, type Simulation, traceDigest, uniformLatency } from './index.ts';

const roundsRun = 9;
const stepCount = 100_000;
const stepsOfARun = 3_000;

type Measured = { readonly count: number; run(): Promise<void> };

const nothing = { deliver: () => {}, fail: () => {} };
const message = { from: 'a', to: 'b', kind: 'request', fields: {} };

/** A chain of timers, each setting the next: the smallest step there is. */
async function chain(simulation: Simulation, steps: number, work: () => void = () => {}): Promise<void> {
  const { clock } = simulation.environment;
  let left = steps;
  const again = (): void => {
    work();
    if (--left > 0) clock.setTimer(1, again);
  };
  clock.setTimer(1, again);
  await simulation.settle({ withinMs: 1e12 });
}

async function fiveAwaits(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await undefined;
}

const open = () => createSimulation({ seed: 7 });

const benches: Readonly<Record<string, () => Measured>> = {
  'empty steps': () => ({ count: stepCount, run: () => chain(open(), stepCount) }),
  'steps of five awaits': () => ({
    count: stepCount,
    run: () => chain(open(), stepCount, () => void fiveAwaits()),
  }),
  'steps among 10,000 pending timers': () => {
    const simulation = open();
    for (let timer = 0; timer < 10_000; timer++) {
      simulation.environment.clock.setTimer(1e9 + timer, () => {}, { background: true });
    }
    return { count: stepCount, run: () => chain(simulation, stepCount) };
  },
  'timers set and cancelled': () => {
    const { clock } = open().environment;
    return {
      count: stepCount,
      run: async () => {
        for (let timer = 0; timer < stepCount; timer++) clock.setTimer(30_000, () => {}).cancel();
      },
    };
  },
  'messages with latency over 10 links': () => ({
    count: stepCount,
    run: async () => {
      const simulation = createSimulation({ seed: 7, latency: uniformLatency(1, 10) });
      const links = Array.from({ length: 10 }, (_, at) => simulation.network.link(`link-${at}`));
      let left = stepCount / links.length;
      const send = (): void => {
        for (const link of links) link.send(message, nothing);
        if (--left > 0) simulation.environment.clock.setTimer(1, send);
      };
      send();
      await simulation.settle();
    },
  }),
  'whole runs of 3,000 steps': () => ({
    count: 20,
    run: async () => {
      for (let run = 0; run < 20; run++) {
        const simulation = open();
        await chain(simulation, stepsOfARun, () => void fiveAwaits());
        simulation.close();
      }
    },
  }),
  'records nobody reads': () => {
    const { trace } = open().environment;
    return {
      count: stepCount,
      run: async () => {
        for (let record = 0; record < stepCount; record++) trace.record('note', {});
      },
    };
  },
  'records digested': () => {
    const { trace } = open().environment;
    const digest = traceDigest(trace);
    return {
      count: stepCount,
      run: async () => {
        for (let record = 0; record < stepCount; record++) {
          const cause = { record };
          trace.record('note', { verb: 'update', resource: 'pods', name: 'web-7c9-x2k1q', record }, cause);
        }
        digest.value();
      },
    };
  },
};

for (const [name, prepare] of Object.entries(benches)) {
  const perSecond: number[] = [];
  for (let round = 0; round < roundsRun; round++) {
    const { count, run } = prepare();
    const begun = performance.now();
    await run();
    perSecond.push((count / (performance.now() - begun)) * 1_000);
  }
  const median = perSecond.sort((a, b) => a - b)[roundsRun >> 1] ?? 0;
  const nanoseconds = 1e9 / median;
  process.stdout.write(
    `${name.padEnd(36)} ${Math.round(median).toLocaleString('en').padStart(12)} /s ${nanoseconds.toFixed(0).padStart(12)} ns each\n`,
  );
}
