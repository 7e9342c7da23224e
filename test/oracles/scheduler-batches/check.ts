import { differencesOf } from '../server/alike.ts';
import { findScheduler } from '../server/programs.ts';
import { batchCases } from './cases.ts';
import { placeOurs, placeTheirs } from './play.ts';

/** Whether kube-scheduler, with batches as without, puts pods where ours does, and uses what it found as often. */
const found = findScheduler();
if (typeof found === 'string') process.stdout.write(`scheduler-batches: left out: ${found}\n`);
else {
  let batched = 0;
  for (const one of batchCases) {
    const [theirs, ours] = [await placeTheirs(one, found.scheduler), await placeOurs(one)];
    batched += theirs.batched;
    const differences = differencesOf(theirs, ours);
    if (differences.length === 0) continue;
    process.exitCode = 1;
    process.stdout.write(`${one.name}: theirs | ours\n  ${differences.join('\n  ')}\n`);
  }
  process.stdout.write(`scheduler-batches: ${batchCases.length} cases, ${batched} pods without a search\n`);
}
