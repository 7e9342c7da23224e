import { type Candidate, expectationCommand } from './expectation.ts';

export const error = expectationCommand({
  name: 'error',
  help: 'Waits until no object is as described: it is gone, or different. Within 30s if it does not say.',
  example:
    'error: {resource: {apiVersion: v1, kind: Pod, metadata: {labels: {app: web}}, status: {phase: Failed}}}',
  holds: (candidates) => candidates.every(isDifferent),
  complain(candidates) {
    const still = candidates.find((candidate) => !isDifferent(candidate));
    if (still === undefined) return '';
    const { name, found, stale } = still;
    return found.length === 0 ? `${name} is still as described` : `${name} may be as described: ${stale}`;
  },
});

/** A status that is out of date proves nothing. */
function isDifferent({ found, stale }: Candidate): boolean {
  return found.some(({ path }) => stale === undefined || !/^status(\.|$)/.test(path));
}
