import type { V1Container, V1EphemeralContainer, V1PodSpec } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldRequired,
  validateDns1123Label,
} from '../../../../apimachinery/index.ts';
import { checkNeeded, checkNeededWord, type Errors, isNeeded } from '../checks.ts';
import { checkEnvironment, checkEnvironmentSources } from './environment.ts';
import { pullPolicies } from './file-volumes.ts';
import { checkLifecycle, checkProbes } from './handlers.ts';
import { checkDevices, checkMounts } from './mounts.ts';
import type { ContainerContext } from './pod-context.ts';
import { checkHostPorts, checkPorts } from './ports.ts';
import { checkContainerResources } from './resources.ts';
import { checkInitRestartPolicy, checkResizePolicy, checkRestartPolicy } from './restart-rules.ts';
import { checkSecurityContext } from './security-context.ts';

const messagePolicies = ['File', 'FallbackToLogsOnError'];

/** What is asked of every container, whatever it is for. Mirrors validateContainerCommon. */
function checkContainer(
  errors: Errors,
  path: FieldPath,
  container: V1Container,
  context: ContainerContext,
): void {
  checkNeeded(errors, path, 'name', container.name, validateDns1123Label);
  isNeeded(errors, path, 'image', container.image);
  const { terminationMessagePolicy } = container;
  checkNeededWord(errors, path, 'terminationMessagePolicy', terminationMessagePolicy, messagePolicies);
  checkPorts(errors, path.child('ports'), container.ports);
  checkEnvironment(errors, path.child('env'), container.env);
  checkEnvironmentSources(errors, path.child('envFrom'), container.envFrom);
  checkMounts(errors, path.child('volumeMounts'), container, context.volumes);
  checkDevices(errors, path.child('volumeDevices'), container, context.volumes);
  checkNeededWord(errors, path, 'imagePullPolicy', container.imagePullPolicy, pullPolicies);
  checkContainerResources(errors, path.child('resources'), container.resources ?? {}, context.claimNames);
  checkResizePolicy(errors, path.child('resizePolicy'), container.resizePolicy, context.spec.restartPolicy);
  if (container.securityContext === undefined) return;
  const hostUsers = context.spec.hostUsers ?? true;
  checkSecurityContext(errors, path.child('securityContext'), container.securityContext, hostUsers);
}

/** Mirrors validateContainers. */
export function checkContainers(errors: Errors, path: FieldPath, context: ContainerContext): void {
  const { containers = [], terminationGracePeriodSeconds: grace } = context.spec;
  if (containers.length === 0) {
    errors.push(fieldRequired(path));
    return;
  }
  const names = new Set<string>();
  for (const [index, container] of containers.entries()) {
    const at = path.index(index);
    checkContainer(errors, at, container, context);
    const { name = '' } = container;
    if (names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    names.add(name);
    if (container.lifecycle !== undefined)
      checkLifecycle(errors, at.child('lifecycle'), container.lifecycle, grace);
    checkProbes(errors, at, container);
    checkRestartPolicy(errors, at, container);
  }
  checkHostPorts(errors, path, containers, new Set());
}

/** Mirrors validateInitContainers. */
export function checkInitContainers(errors: Errors, path: FieldPath, context: ContainerContext): void {
  const { containers = [], initContainers = [], terminationGracePeriodSeconds: grace } = context.spec;
  if (initContainers.length === 0) return;
  const names = new Set(containers.map(({ name = '' }) => name));
  for (const [index, container] of initContainers.entries()) {
    const at = path.index(index);
    checkContainer(errors, at, container, context);
    checkInitRestartPolicy(errors, at, container);
    const { name = '' } = container;
    if (names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    else if (name !== '') names.add(name);
    // Each runs by itself; Kubernetes tells of all as if they were the first.
    checkHostPorts(errors, path, [container], new Set());
    if (container.restartPolicy === 'Always') {
      if (container.lifecycle !== undefined)
        checkLifecycle(errors, at.child('lifecycle'), container.lifecycle, grace);
      checkProbes(errors, at, container);
    } else {
      checkRunsOnce(errors, at, container);
    }
  }
}

const forSidecars = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const;

/** What is only for containers that go on running. */
function checkRunsOnce(errors: Errors, path: FieldPath, container: V1Container): void {
  for (const field of forSidecars) {
    if (container[field] === undefined) continue;
    const says = 'may not be set for init containers without restartPolicy=Always';
    errors.push(fieldForbidden(path.child(field), says));
  }
  container.resizePolicy?.forEach(({ restartPolicy }, index) => {
    if (restartPolicy !== 'RestartContainer') return;
    const says = "must not be set to 'RestartContainer' for non-sidecar initContainers";
    const at = path.child('resizePolicy').index(index).child('restartPolicy');
    errors.push(fieldInvalid(at, restartPolicy, says));
  });
}

/** What an ephemeral container may not have, in the order in which Go declares it, with the zero value of each. */
const notEphemeral = [
  ...['ports', 'resources', 'resizePolicy', 'restartPolicy', 'restartPolicyRules'],
  ...['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'],
] as const;

/** Mirrors validateEphemeralContainers. */
export function checkEphemeralContainers(errors: Errors, path: FieldPath, context: ContainerContext): void {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = context.spec;
  if (ephemeralContainers.length === 0) return;
  const others = new Set([...containers, ...initContainers].map(({ name = '' }) => name));
  const names = new Set(others);
  for (const [index, container] of ephemeralContainers.entries()) {
    const at = path.index(index);
    checkContainer(errors, at, container as V1Container, context);
    checkImageSpace(errors, at, container as V1Container);
    const { name = '', targetContainerName: target = '' } = container;
    if (names.has(name)) errors.push(fieldDuplicate(at.child('name'), name));
    names.add(name);
    if (target !== '' && !others.has(target))
      errors.push(fieldNotFound(at.child('targetContainerName'), target));
    checkIsEphemeral(errors, at, container);
  }
}

function checkIsEphemeral(errors: Errors, path: FieldPath, container: V1EphemeralContainer): void {
  const says = 'cannot be set for an Ephemeral Container';
  for (const field of notEphemeral) {
    const value = (container as unknown as Readonly<Record<string, unknown>>)[field];
    const isEmpty = field === 'resources' && Object.keys(value ?? {}).length === 0;
    if (value !== undefined && !isEmpty) errors.push(fieldForbidden(path.child(field), says));
  }
  container.volumeMounts?.forEach((mount, index) => {
    const at = path.child('volumeMounts').index(index);
    for (const field of ['subPath', 'subPathExpr'] as const) {
      if ((mount[field] ?? '') !== '') errors.push(fieldForbidden(at.child(field), says));
    }
  });
}

/** What is asked of pods alone, not of templates. Mirrors validateContainersOnlyForPod. */
export function checkImageSpaces(errors: Errors, path: FieldPath, spec: V1PodSpec): void {
  for (const field of ['containers', 'initContainers'] as const) {
    spec[field]?.forEach((container, index) => {
      checkImageSpace(errors, path.child(field).index(index), container);
    });
  }
}

export function checkImageSpace(errors: Errors, path: FieldPath, { image = '' }: V1Container): void {
  if (image === image.trim()) return;
  errors.push(fieldInvalid(path.child('image'), image, 'must not have leading or trailing whitespace'));
}
