import type { V1PodSpec } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  isObject,
  type Labels,
  validateConfigMapKey,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateDns1123SubdomainWithUnderscore,
  validateEnvVarName,
  validateLabels,
  validateLegacyIp,
  validatePortName,
  validatePortNumber,
  validateQualifiedName,
} from '../../../apimachinery/index.ts';
import { podSpecErrors } from './pod-spec.ts';
import {
  all,
  between,
  type Fields,
  isAbsent,
  listOf,
  numberIs,
  oneOf,
  onlyOneOf,
  type Rule,
  required,
  requiredSaying,
  textIs,
  textMustBe,
  wordIs,
} from './rule.ts';

const userIdMax = 2147483647;

const keyOf: Rule = all(
  textMustBe('name', validateDns1123Subdomain, true),
  required('key'),
  textIs('key', validateConfigMapKey),
);
const namedSource: Rule = all(required('name'), textIs('name', validateDns1123Subdomain));
const execOnly: Rule = (value, path) =>
  isObject(value.exec) && isAbsent(value.exec.command)
    ? [fieldRequired(path.child('exec').child('command'))]
    : [];
const handler = (...kinds: readonly string[]): Rule =>
  all(
    oneOf(kinds, (path) => fieldRequired(path, 'must specify a handler type')),
    onlyOneOf(kinds, 'may not specify more than 1 handler type'),
    execOnly,
  );
const mayBeUser: Rule = all(between('runAsUser', 0, userIdMax), between('runAsGroup', 0, userIdMax));
const restartPolicy: Rule = wordIs('restartPolicy', ['Always', 'Never', 'OnFailure']);
const positive = (number: number) => number > 0;

/** What is in a pod's spec. Mirrors kubernetes pkg/apis/core/validation (ValidatePodSpec). */
export const podRules: Readonly<Record<string, Rule>> = {
  'core.v1.PodSpec': all(
    (spec, path) => podSpecErrors(spec as unknown as V1PodSpec, path),
    textIs('hostname', validateDns1123Label),
    textIs('subdomain', validateDns1123Label),
    textIs('serviceAccountName', validateDns1123Subdomain),
    textIs('nodeName', validateDns1123Subdomain),
    selectorErrors,
    between('activeDeadlineSeconds', 1, userIdMax),
    containerErrors,
    dnsErrors,
    sysctlErrors,
  ),
  'core.v1.ConfigMapEnvSource': namedSource,
  'core.v1.SecretEnvSource': namedSource,
  'core.v1.ConfigMapKeySelector': keyOf,
  'core.v1.SecretKeySelector': keyOf,
  'core.v1.ContainerPort': all(
    textIs('name', validatePortName),
    (value, path) => portErrors(value.containerPort, path.child('containerPort'), true),
    (value, path) => portErrors(value.hostPort, path.child('hostPort'), false),
  ),
  'core.v1.EnvVar': all(required('name'), textIs('name', validateEnvVarName), valueErrors),
  'core.v1.HostAlias': all(
    textMustBe('ip', validateLegacyIp, true),
    textIs('hostnames', validateDns1123Subdomain),
  ),
  'core.v1.HTTPGetAction': all(portOrName, headerErrors),
  'core.v1.TCPSocketAction': portOrName,
  'core.v1.GRPCAction': between('port', 1, 65535),
  'core.v1.Probe': all(
    handler('exec', 'httpGet', 'tcpSocket', 'grpc'),
    numberIs('terminationGracePeriodSeconds', 'must be greater than 0', positive),
  ),
  'core.v1.LifecycleHandler': handler('exec', 'httpGet', 'tcpSocket', 'sleep'),
  'core.v1.ObjectFieldSelector': fieldRefErrors,
  'core.v1.PodReadinessGate': textMustBe('conditionType', validateQualifiedName, true),
  'core.v1.PodSchedulingGate': textMustBe('name', validateQualifiedName, true),
  'core.v1.PodSecurityContext': all(mayBeUser, between('fsGroup', 0, userIdMax), groupErrors),
  'core.v1.ResourceFieldSelector': all(required('resource'), resourceErrors),
  'core.v1.SeccompProfile': requiredSaying('type', 'type is required when seccompProfile is set'),
  'core.v1.SecurityContext': mayBeUser,
};

function selectorErrors({ nodeSelector }: Fields, path: FieldPath): readonly FieldError[] {
  return validateLabels(nodeSelector as Labels | undefined, path.child('nodeSelector'));
}

function containerErrors(spec: Fields, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ['initContainers', 'containers']) {
    listOf(spec[field]).forEach((container, at) => {
      errors.push(...sleepErrors(container, spec, path.child(field).index(at)));
    });
  }
  listOf(spec.initContainers).forEach((container, at) => {
    errors.push(...restartPolicy(container, path.child('initContainers').index(at)));
  });
  return errors;
}

/** A container may sleep before it ends as long as the pod may take to end. */
function sleepErrors(container: Fields, spec: Fields, path: FieldPath): FieldError[] {
  const { lifecycle } = container;
  if (!isObject(lifecycle)) return [];
  const grace =
    typeof spec.terminationGracePeriodSeconds === 'number' ? spec.terminationGracePeriodSeconds : 30;
  const max = grace < 0 ? 1 : grace;
  return ['postStart', 'preStop'].flatMap((name) => {
    const hook = isObject(lifecycle[name]) ? lifecycle[name] : {};
    const seconds = isObject(hook.sleep) ? hook.sleep.seconds : undefined;
    if (typeof seconds !== 'number' || (seconds >= 0 && seconds <= max)) return [];
    const says = `must be non-negative and less than terminationGracePeriodSeconds (${max})`;
    return [fieldInvalid(path.child('lifecycle').child(name).child('sleep'), seconds, says)];
  });
}

function dnsErrors({ dnsPolicy, dnsConfig }: Fields, path: FieldPath): FieldError[] {
  const at = path.child('dnsConfig');
  if (!isObject(dnsConfig)) {
    const says = 'must provide `dnsConfig` when `dnsPolicy` is None';
    return dnsPolicy === 'None' ? [fieldRequired(at, says)] : [];
  }
  const errors: FieldError[] = [];
  if (dnsPolicy === 'None' && isAbsent(dnsConfig.nameservers)) {
    const says = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    errors.push(fieldRequired(at.child('nameservers'), says));
  }
  const search = (text: string) => validateDns1123SubdomainWithUnderscore(text.replace(/\.$/, ''));
  errors.push(...textIs('nameservers', validateLegacyIp)(dnsConfig, at));
  errors.push(...textIs('searches', (text) => (text === '.' ? [] : search(text)))(dnsConfig, at));
  listOf(dnsConfig.options).forEach(({ name }, index) => {
    if (isAbsent(name)) errors.push(fieldRequired(at.child('options').index(index), 'must not be empty'));
  });
  return errors;
}

const sysctlForm = '([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = new RegExp(`^${sysctlForm}$`);

function sysctlErrors({ securityContext }: Fields, path: FieldPath): FieldError[] {
  const list = isObject(securityContext) ? listOf(securityContext.sysctls) : [];
  const taken = new Set<unknown>();
  return list.flatMap(({ name = '' }, index) => {
    const at = path.child('securityContext').child('sysctls').index(index).child('name');
    if (name === '') return [fieldRequired(at)];
    if (taken.has(name)) return [fieldDuplicate(at, name)];
    taken.add(name);
    const text = name as string;
    const says = `must have at most 253 characters and match regex ^${sysctlForm}$`;
    return text.length <= 253 && sysctlPattern.test(text) ? [] : [fieldInvalid(at, name, says)];
  });
}

function portErrors(port: unknown, path: FieldPath, isRequired: boolean): FieldError[] {
  if (isAbsent(port) || port === 0) return isRequired ? [fieldRequired(path)] : [];
  return validatePortNumber(port as number).map((says) => fieldInvalid(path, port, says));
}

function portOrName({ port = 0 }: Fields, path: FieldPath): FieldError[] {
  const says = typeof port === 'number' ? validatePortNumber(port) : validatePortName(port as string);
  return says.map((text) => fieldInvalid(path.child('port'), port, text));
}

const headerSays =
  "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')";

/** Kubernetes tells of the whole list. */
function headerErrors({ httpHeaders }: Fields, path: FieldPath): FieldError[] {
  return listOf(httpHeaders)
    .filter(({ name = '' }) => !/^[-A-Za-z0-9]+$/.test(name as string))
    .map(({ name = '' }) => fieldInvalid(path.child('httpHeaders'), name, headerSays));
}

const valueSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];

function valueErrors({ value = '', valueFrom }: Fields, path: FieldPath): FieldError[] {
  if (!isObject(valueFrom)) return [];
  const at = path.child('valueFrom');
  const count = valueSources.filter((source) => valueFrom[source] !== undefined).length;
  if (count === 0) {
    const says =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    return [fieldInvalid(at, '', says)];
  }
  if (value !== '') return [fieldInvalid(at, '', 'may not be specified when `value` is not empty')];
  return count > 1 ? [fieldInvalid(at, '', 'may not have more than one field specified at a time')] : [];
}

const fieldLabels: ReadonlySet<string> = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.serviceAccountName',
  'spec.hostNetwork',
  'status.hostIP',
  'status.hostIPs',
  'status.phase',
  'status.podIP',
  'status.podIPs',
  'status.nominatedNodeName',
]);

function fieldRefErrors({ fieldPath = '' }: Fields, path: FieldPath): FieldError[] {
  const at = path.child('fieldPath');
  if (fieldPath === '') return [fieldRequired(at)];
  const text = fieldPath as string;
  if (fieldLabels.has(text) || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(text)) return [];
  return [fieldInvalid(at, text, `error converting fieldPath: field label not supported: ${text}`)];
}

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

function resourceErrors(selector: Fields, path: FieldPath): readonly FieldError[] {
  const { resource } = selector;
  if (isAbsent(resource) || /^(limits|requests)\.hugepages-./.test(resource as string)) return [];
  return wordIs('resource', resourceFields)(selector, path);
}

function groupErrors({ supplementalGroups }: Fields, path: FieldPath): FieldError[] {
  if (!Array.isArray(supplementalGroups)) return [];
  return supplementalGroups.flatMap((group: unknown, index) => {
    if (typeof group !== 'number' || (group >= 0 && group <= userIdMax)) return [];
    const says = `must be between 0 and ${userIdMax}, inclusive`;
    return [fieldInvalid(path.child('supplementalGroups').index(index), group, says)];
  });
}
