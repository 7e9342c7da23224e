import type { V1ContainerStatus, V1Pod, V1PodSpec, V1PodStatus } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldImmutable,
  fieldInvalid,
  validateDns1123Subdomain,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkText, type Errors } from '../checks.ts';
import { checkExtendedClaimStatus } from './extended-claim-status.ts';
import { checkPodIps } from './pod-ips.ts';
import { type Restarts, restartsOf } from './restarts.ts';

const notNegative = 'must be a non-negative integer';
const noStatus: V1PodStatus = {};

/** What the status of a pod may become. Mirrors kubernetes pkg/apis/core/validation (ValidatePodStatusUpdate). */
export function checkPodStatusChange(errors: Errors, path: FieldPath, pod: V1Pod, old: V1Pod): void {
  const { status = noStatus } = pod;
  const { status: before = noStatus, spec = {} as V1PodSpec } = old;
  checkConditions(errors, path.child('conditions'), status);
  checkNominatedNode(errors, path, status, old);
  const { observedGeneration = 0 } = status;
  if (observedGeneration < 0) {
    errors.push(fieldInvalid(path.child('observedGeneration'), observedGeneration, notNegative));
  }
  const { qosClass = '' } = status;
  if (qosClass !== (before.qosClass ?? '')) errors.push(fieldImmutable(path.child('qosClass'), qosClass));
  for (const list of lists) checkTransitions(errors, path.child(list), list, [status, before], spec);
  checkClaimStatuses(errors, path.child('resourceClaimStatuses'), status, spec);
  const { extendedResourceClaimStatus } = status;
  checkExtendedClaimStatus(
    errors,
    path.child('extendedResourceClaimStatus'),
    extendedResourceClaimStatus,
    spec,
  );
  checkPodIps(errors, path, status, before);
}

const ofSystem: ReadonlySet<string> = new Set(['PodScheduled', 'Ready', 'Initialized']);

function checkConditions(errors: Errors, path: FieldPath, { conditions = [] }: V1PodStatus): void {
  for (const [index, { type = '', observedGeneration = 0 }] of conditions.entries()) {
    const at = path.index(index);
    if (observedGeneration < 0) {
      errors.push(fieldInvalid(at.child('observedGeneration'), observedGeneration, notNegative));
    }
    if (!ofSystem.has(type)) checkText(errors, at, 'Type', type, validateQualifiedName);
  }
}

function checkNominatedNode(
  errors: Errors,
  path: FieldPath,
  { nominatedNodeName: name = '' }: V1PodStatus,
  { spec, status }: V1Pod,
): void {
  if (name === '' || name === (status?.nominatedNodeName ?? '')) return;
  checkText(errors, path, 'nominatedNodeName', name, validateDns1123Subdomain);
  if ((spec?.nodeName ?? '') === '') return;
  const says = 'may not be set on pods that are already bound to a node';
  errors.push(fieldForbidden(path.child('nominatedNodeName'), says));
}

const lists = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const;

/** What has ended stays so, unless it may be started again. Mirrors ValidateContainerStateTransition. */
function checkTransitions(
  errors: Errors,
  path: FieldPath,
  list: (typeof lists)[number],
  [status, before]: readonly [V1PodStatus, V1PodStatus],
  spec: V1PodSpec,
): void {
  if (status[list] === before[list]) return;
  let alive: ReadonlySet<string> | undefined;
  let restarts: Restarts | undefined;
  for (const [index, was] of (before[list] ?? []).entries()) {
    const ended = was.state?.terminated;
    if (ended === undefined) continue;
    alive ??= namesOfAlive(status[list]);
    if (!alive.has(was.name)) continue;
    if (list !== 'ephemeralContainerStatuses') {
      restarts ??= restartsOf(spec, list === 'containerStatuses' ? spec.containers : spec.initContainers);
      if (restarts(was.name, ended.exitCode)) continue;
    }
    const says = 'may not be transitioned to non-terminated state';
    errors.push(fieldForbidden(path.index(index).child('state'), says));
  }
}

function namesOfAlive(statuses: readonly V1ContainerStatus[] = []): ReadonlySet<string> {
  return new Set(statuses.filter(({ state }) => state?.terminated === undefined).map(({ name }) => name));
}

/** Mirrors validatePodResourceClaimStatuses. */
function checkClaimStatuses(
  errors: Errors,
  path: FieldPath,
  { resourceClaimStatuses = [] }: V1PodStatus,
  { resourceClaims = [] }: V1PodSpec,
): void {
  const claims = new Set(resourceClaims.map(({ name }) => name));
  const taken = new Set<string>();
  for (const [index, { name = '', resourceClaimName }] of resourceClaimStatuses.entries()) {
    const at = path.index(index);
    if (!claims.has(name)) {
      const says = 'must match the name of an entry in `spec.resourceClaims`';
      errors.push(fieldInvalid(at.child('name'), name, says));
    }
    if (taken.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    taken.add(name);
    if (resourceClaimName !== undefined) {
      checkText(errors, at, 'resourceClaimName', resourceClaimName, validateDns1123Subdomain);
    }
  }
}
