import type { V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldRequired,
  type Labels,
  nameIsDnsSubdomain,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabels,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkBetween, checkGiven, checkNeededWord, checkText, type Errors } from '../checks.ts';
import { checkAffinity } from './affinity.ts';
import { checkContainers, checkEphemeralContainers, checkInitContainers } from './containers.ts';
import { checkClaimNames } from './pod-claims.ts';
import type { ContainerContext, PodContext } from './pod-context.ts';
import { checkDnsConfig, checkHostAliases, checkHostnameOverride } from './pod-names.ts';
import { checkOs } from './pod-os.ts';
import { checkPodResources } from './pod-resources.ts';
import { checkContainerResources } from './resources.ts';
import { checkPodSecurityContext } from './security-context.ts';
import { checkTolerations } from './tolerations.ts';
import { checkSpread } from './topology-spread.ts';
import { visitContainers } from './visit-containers.ts';
import { checkVolumes } from './volumes.ts';
import { checkHostProcess } from './windows-options.ts';

const restartPolicies = ['Always', 'OnFailure', 'Never'];
const dnsPolicies = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'];
const int32Max = 2147483647;

/** All that is wrong with a pod's spec. Mirrors kubernetes pkg/apis/core/validation (ValidatePodSpec). */
export function checkPodSpec(errors: Errors, path: FieldPath, spec: V1PodSpec, context: PodContext): void {
  if (spec.terminationGracePeriodSeconds === undefined) {
    errors.push(fieldRequired(path.child('terminationGracePeriodSeconds')));
  }
  const volumes = checkVolumes(errors, path.child('volumes'), spec.volumes ?? [], context);
  const claimNames = checkClaimNames(errors, path.child('resourceClaims'), spec.resourceClaims, context);
  const within: ContainerContext = { ...context, spec, volumes, claimNames };
  checkContainers(errors, path.child('containers'), within);
  checkInitContainers(errors, path.child('initContainers'), within);
  checkEphemeralContainers(errors, path.child('ephemeralContainers'), within);
  checkPodResources(errors, path.child('resources'), spec, claimNames);
  if (spec.hostNetwork === true) checkHostNetwork(errors, path.child('containers'), spec, context);
  checkNeededWord(errors, path, 'restartPolicy', spec.restartPolicy, restartPolicies);
  checkNeededWord(errors, path, 'dnsPolicy', spec.dnsPolicy, dnsPolicies);
  errors.push(...validateLabels(spec.nodeSelector as Labels | undefined, path.child('nodeSelector')));
  checkPodSecurityContext(errors, path.child('securityContext'), spec);
  if (spec.affinity !== undefined) checkAffinity(errors, path.child('affinity'), spec.affinity);
  checkDnsConfig(errors, path.child('dnsConfig'), spec);
  checkGates(errors, path, spec);
  checkSpread(errors, path.child('topologySpreadConstraints'), spec.topologySpreadConstraints);
  checkHostProcess(errors, path, spec);
  if (spec.hostUsers === false) checkOwnUsers(errors, path, spec);
  checkHostnameOverride(errors, path, spec);
  checkPlacement(errors, path, spec);
  checkOs(errors, path, spec);
  checkFileVolumes(errors, path, spec);
}

/** Mirrors validatePodHostNetworkDeps. A template's ports may be filled in by its pods. */
function checkHostNetwork(
  errors: Errors,
  path: FieldPath,
  { containers = [] }: V1PodSpec,
  { isPod }: PodContext,
): void {
  for (const [at, { ports = [] }] of containers.entries()) {
    for (const [index, { hostPort = 0, containerPort = 0 }] of ports.entries()) {
      if (hostPort === containerPort || (!isPod && hostPort === 0)) continue;
      const says = 'must match `containerPort` when `hostNetwork` is true';
      errors.push(fieldInvalid(path.index(at).child('ports').index(index).child('hostPort'), hostPort, says));
    }
  }
}

function checkGates(errors: Errors, path: FieldPath, { readinessGates, schedulingGates }: V1PodSpec): void {
  readinessGates?.forEach(({ conditionType = '' }, index) => {
    checkText(
      errors,
      path.child('readinessGates').index(index),
      'conditionType',
      conditionType,
      validateQualifiedName,
    );
  });
  const taken = new Set<string>();
  schedulingGates?.forEach(({ name = '' }, index) => {
    const at = path.child('schedulingGates').index(index);
    for (const says of validateQualifiedName(name)) errors.push(fieldInvalid(at, name, says));
    if (taken.has(name)) errors.push(fieldDuplicate(at, name));
    taken.add(name);
  });
}

/** A pod with users of its own shares little with the host. Mirrors validateHostUsers. */
function checkOwnUsers(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const says = 'when `hostUsers` is false';
  if (spec.hostNetwork === true) errors.push(fieldForbidden(path.child('hostNetwork'), says));
  if (spec.hostPID === true) errors.push(fieldForbidden(path.child('HostPID'), says));
  if (spec.hostIPC === true) errors.push(fieldForbidden(path.child('HostIPC'), says));
  visitContainers(spec, path, ({ volumeDevices = [] }, at) => {
    if (volumeDevices.length > 0) errors.push(fieldForbidden(at.child('volumeDevices'), says));
  });
}

const subdomain = (name: string) => nameIsDnsSubdomain(name, false);
const noClaims: ReadonlySet<string> = new Set();

/** Where it runs, as whom, and what it is called there. */
function checkPlacement(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  const { overhead } = spec;
  checkGiven(errors, path, 'serviceAccountName', spec.serviceAccountName, subdomain);
  checkGiven(errors, path, 'nodeName', spec.nodeName, subdomain);
  checkBetween(errors, path, 'activeDeadlineSeconds', spec.activeDeadlineSeconds, [1, int32Max]);
  checkGiven(errors, path, 'hostname', spec.hostname, validateDns1123Label);
  checkGiven(errors, path, 'subdomain', spec.subdomain, validateDns1123Label);
  checkTolerations(errors, path.child('tolerations'), spec.tolerations);
  checkHostAliases(errors, path.child('hostAliases'), spec.hostAliases);
  checkGiven(errors, path, 'priorityClassName', spec.priorityClassName, subdomain);
  if (spec.runtimeClassName !== undefined) {
    checkText(errors, path, 'runtimeClassName', spec.runtimeClassName, validateDns1123Subdomain);
  }
  if (spec.preemptionPolicy !== undefined) {
    checkNeededWord(errors, path, 'preemptionPolicy', spec.preemptionPolicy, [
      'PreemptLowerPriority',
      'Never',
    ]);
  }
  if (overhead !== undefined) {
    checkContainerResources(errors, path.child('overhead'), { limits: overhead }, noClaims);
  }
}

/** A file with a variable is in an empty directory of the pod. Mirrors validateFileKeyRefVolumes. */
function checkFileVolumes(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  visitContainers(spec, path, ({ env }, at) => {
    env?.forEach(({ valueFrom }, index) => {
      if (valueFrom?.fileKeyRef === undefined) return;
      const { volumeName = '' } = valueFrom.fileKeyRef;
      const field = at.child('env').index(index).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = spec.volumes?.findLast(({ name = '' }) => name === volumeName);
      if (volume === undefined) errors.push(fieldNotFound(field, volumeName));
      else if (volume.emptyDir === undefined) {
        errors.push(fieldInvalid(field, volumeName, 'referenced volume must be of type emptyDir'));
      }
    });
  });
}
