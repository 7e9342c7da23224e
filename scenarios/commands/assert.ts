import { closest, describeDifference, expectationCommand } from './expectation.ts';

export const assert = expectationCommand({
  name: 'assert',
  help: 'Waits until an object is as described: the one named, or any with the labels given. Fields not named do not matter. Within 30s if it does not say.',
  example:
    'assert: {within: 2m, resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {readyReplicas: 3}}}',
  holds: (expected, objects) => closest(expected, objects)?.found.length === 0,
  complain: describeDifference,
});
