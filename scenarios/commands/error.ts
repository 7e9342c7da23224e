import { closest, expectationCommand, namedLike } from './expectation.ts';

export const error = expectationCommand({
  name: 'error',
  help: 'Waits until no object is as described: it is gone, or different. Within 30s if it does not say.',
  example:
    'error: {resource: {apiVersion: v1, kind: Pod, metadata: {labels: {app: web}}, status: {phase: Failed}}}',
  holds: (expected, objects) => closest(expected, objects)?.found.length !== 0,
  complain(expected, objects) {
    const still = closest(expected, objects);
    return still === undefined ? '' : `${namedLike(expected, still.object)} is still as described`;
  },
});
