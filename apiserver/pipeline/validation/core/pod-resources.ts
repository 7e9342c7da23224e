import type { V1Container, V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  parseQuantity,
} from '../../../../apimachinery/index.ts';
import { isHugePages, podLimits, podRequests } from '../../../../component-helpers/index.ts';
import type { Errors } from '../checks.ts';
import { resourceName } from './resource-names.ts';
import { checkResources, type ResourceNameRule } from './resources.ts';

/** What a pod asks for as a whole. Mirrors validatePodResources. */
export function checkPodResources(
  errors: Errors,
  path: FieldPath,
  spec: V1PodSpec,
  claimNames: ReadonlySet<string>,
): void {
  const { resources } = spec;
  if (resources === undefined) return;
  if (spec.os?.name === 'windows') {
    errors.push(fieldForbidden(path, 'may not be set for a windows pod'));
    return;
  }
  if (resources.claims !== undefined) {
    errors.push(fieldForbidden(path.child('claims'), 'claims may not be set for Resources at pod-level'));
  }
  checkResources(errors, path, resources, claimNames, nameOfPods);
  checkSums(errors, path, spec);
  spec.containers?.forEach((container, index) => {
    checkContainerLimits(errors, path.child('containers').index(index), container, resources.limits ?? {});
  });
}

/** Mirrors validatePodResourceName. */
const nameOfPods: ResourceNameRule = (errors, path, name) => {
  const wrong = resourceName(name);
  for (const says of wrong) errors.push(fieldInvalid(path.key(name), name, says));
  if (wrong.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return;
  errors.push(fieldNotSupported(path.key(name), name, ['cpu', 'hugepages-', 'memory']));
};

/** All containers together ask for no more than the pod. Mirrors validatePodResourceConsistency. */
function checkSums(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const { resources: { requests = {}, limits = {} } = {}, overhead: _, resources: __, ...containers } = spec;
  const pod = { spec: containers };
  for (const [name, sum] of podRequests(pod))
    checkSum(errors, path.child('requests'), 'requests', [name, sum], requests);
  for (const [name, sum] of podLimits(pod)) {
    if (isHugePages(name)) checkSum(errors, path.child('limits'), 'limits', [name, sum], limits);
  }
}

type Sum = readonly [name: string, sum: ReturnType<typeof parseQuantity>];

function checkSum(
  errors: Errors,
  path: FieldPath,
  side: string,
  [name, sum]: Sum,
  ofPod: Readonly<Record<string, string>>,
): void {
  const text = ofPod[name];
  if (text === undefined) return;
  const amount = parseQuantity(text);
  if (sum.compare(amount) <= 0) return;
  const says = `must be greater than or equal to aggregate container ${side} of ${sum}`;
  errors.push(fieldInvalid(path.key(name), String(amount), says));
}

function checkContainerLimits(
  errors: Errors,
  path: FieldPath,
  { resources }: V1Container,
  ofPod: Readonly<Record<string, string>>,
): void {
  for (const [name, text] of Object.entries(resources?.limits ?? {})) {
    const most = ofPod[name];
    if (most === undefined) continue;
    const [limit, podLimit] = [parseQuantity(text), parseQuantity(most)];
    if (limit.compare(podLimit) <= 0) continue;
    const says = `must be less than or equal to pod limits of ${podLimit}`;
    errors.push(fieldInvalid(path.key(name).child('limits'), String(limit), says));
  }
}
