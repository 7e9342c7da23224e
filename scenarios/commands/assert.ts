import { formatMismatches } from '../match.ts';
import { type Candidate, expectationCommand } from './expectation.ts';

export const assert = expectationCommand({
  name: 'assert',
  help: 'Waits until an object is as described: the one named, or any with the labels given. Fields not named do not matter. Within 30s if it does not say.',
  example:
    'assert: {within: 2m, resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {readyReplicas: 3}}}',
  holds: (candidates) => candidates.some(({ found, stale }) => found.length === 0 && stale === undefined),
  complain(candidates) {
    const best = closest(candidates);
    if (best === undefined) return 'there is no such object';
    const { name, found, stale } = best;
    if (found.length === 0) return `${name} is as described, but ${stale}`;
    const of = candidates.length === 1 ? '' : ` (the closest of ${candidates.length})`;
    const also = stale === undefined ? '' : `\n${stale}`;
    return `- expected, + found in ${name}${of}:\n${formatMismatches(found)}${also}`;
  },
});

/** The one with the fewest mismatches, the first of several; undefined if there is none. */
function closest(candidates: readonly Candidate[]): Candidate | undefined {
  const fewest = Math.min(...candidates.map(({ found }) => found.length));
  return candidates.find(({ found }) => found.length === fewest);
}
