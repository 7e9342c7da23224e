import { expect, test } from 'vitest';
import type { V1PodExtendedResourceClaimStatus } from '../../../../api/index.ts';
import { fieldErrorText, fieldPath } from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';
import { checkExtendedClaimStatus } from './extended-claim-status.ts';

function told(status: V1PodExtendedResourceClaimStatus): readonly string[] {
  const errors: Errors = [];
  const requests = { 'example.com/gpu': '1' };
  checkExtendedClaimStatus(errors, fieldPath('s'), status, {
    containers: [{ name: 'c', image: 'i', resources: { requests } }],
  });
  return errors.map(fieldErrorText).map((text) => text.replace(/ (RFC 1123 \w+) must.*/s, ' $1'));
}

const use = (containerName: string, resourceName: string, requestName: string) => ({
  containerName,
  resourceName,
  requestName,
});

/** What Kubernetes 1.36 answers. */
test('what a pod says of the claim for its extended resources must fit its containers', () => {
  expect(told({ resourceClaimName: 'claim', requestMappings: [use('c', 'example.com/gpu', 'r')] })).toEqual(
    [],
  );
  expect(told({ resourceClaimName: '', requestMappings: [] })).toEqual([
    's.requestMappings: Required value: at least one request mapping is required',
    's.resourceClaimName: Required value',
  ]);
  const requestMappings = [
    use('c', 'example.com/gpu', 'r'),
    use('c', 'example.com/gpu', 'r'),
    use('d', 'example.com/gpu', 'R'),
    use('c', 'example.com/x', 'q'),
  ];
  expect(told({ resourceClaimName: 'A_b', requestMappings })).toEqual([
    's.requestMappings[1].containerName: Duplicate value: "c"',
    's.requestMappings[1].resourceName: Duplicate value: "example.com/gpu"',
    's.requestMappings[1].requestName: Duplicate value: "r"',
    's.requestMappings[2].containerName: Invalid value: "d": must match the name of an entry in spec.initContainers.name or spec.containers.name',
    's.requestName: Invalid value: "R": a lowercase RFC 1123 label',
    's.requestMappings[3].resourceName: Invalid value: "example.com/x": must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests',
    's.resourceClaimName: Invalid value: "A_b": a lowercase RFC 1123 subdomain',
  ]);
});
