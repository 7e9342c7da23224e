import type { V1ObjectFieldSelector, V1ResourceFieldSelector } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  parseQuantity,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { checkWord, type Errors, isNeeded } from '../checks.ts';

/** All fields of a pod that have a label. Mirrors kubernetes pkg/apis/core/pods (ConvertDownwardAPIFieldLabel). */
const labelled: ReadonlySet<string> = new Set([
  ...['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'],
  ...['spec.nodeName', 'spec.restartPolicy', 'spec.serviceAccountName', 'spec.schedulerName'],
  ...['status.phase', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs', 'spec.host'],
]);

/** A field of the pod that a container may read, one of some. Mirrors validateObjectFieldSelector. */
export function checkFieldSelector(
  errors: Errors,
  path: FieldPath,
  { apiVersion = '', fieldPath = '' }: V1ObjectFieldSelector,
  fields: readonly string[],
): void {
  if (!isNeeded(errors, path, 'apiVersion', apiVersion) || !isNeeded(errors, path, 'fieldPath', fieldPath))
    return;
  const wrong = (why: string) =>
    errors.push(fieldInvalid(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${why}`));
  if (apiVersion !== 'v1') {
    wrong(`unsupported pod version: ${apiVersion}`);
    return;
  }
  const [, name, key = ''] = /^(.+?)\['(.*)'\]$/s.exec(fieldPath) ?? [];
  if (name !== undefined) {
    if (name === 'metadata.annotations') checkKey(errors, path, key.toLowerCase());
    else if (name === 'metadata.labels') checkKey(errors, path, key);
    else wrong(`field label does not support subscript: ${fieldPath}`);
  } else if (!labelled.has(fieldPath)) {
    wrong(`field label not supported: ${fieldPath}`);
  } else if (!fields.includes(fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath)) {
    errors.push(fieldNotSupported(path.child('fieldPath'), fieldPath, fields));
  }
}

function checkKey(errors: Errors, path: FieldPath, key: string): void {
  for (const says of validateQualifiedName(key)) errors.push(fieldInvalid(path, key, says));
}

const amounts = [
  ...['limits.cpu', 'limits.ephemeral-storage', 'limits.memory'],
  ...['requests.cpu', 'requests.ephemeral-storage', 'requests.memory'],
];
const hugePages = /^(limits|requests)\.hugepages-/;

/** What a container asks for. Mirrors validateContainerResourceFieldSelector. */
export function checkResourceSelector(
  errors: Errors,
  path: FieldPath,
  { containerName = '', resource = '', divisor }: V1ResourceFieldSelector,
  namesContainer: boolean,
): void {
  const isNamed = !namesContainer || isNeeded(errors, path, 'containerName', containerName);
  if (isNamed && isNeeded(errors, path, 'resource', resource) && !hugePages.test(resource)) {
    checkWord(errors, path, 'resource', resource, amounts);
  }
  if (divisor !== undefined) checkDivisor(errors, path, resource, divisor);
}

const sizes: ReadonlySet<string> = new Set([
  '1',
  ...['1k', '1M', '1G', '1T', '1P', '1E'],
  ...['1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'],
]);
const parts: ReadonlySet<string> = new Set(['1m', '1']);
const sizesSay =
  "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the";

/** Mirrors validateContainerResourceDivisor. */
function checkDivisor(errors: Errors, path: FieldPath, resource: string, divisor: string): void {
  const amount = parseQuantity(divisor);
  if (amount.sign === 0) return;
  const [allowed, says] = divisorsOf(resource);
  if (allowed.has(String(amount)) || says === '') return;
  errors.push(fieldInvalid(path.child('divisor'), resource, says));
}

function divisorsOf(resource: string): readonly [allowed: ReadonlySet<string>, says: string] {
  if (hugePages.test(resource)) return [sizes, `${sizesSay} hugepages resource`];
  switch (resource) {
    case 'limits.cpu':
    case 'requests.cpu':
      return [parts, "only divisor's values 1m and 1 are supported with the cpu resource"];
    case 'limits.memory':
    case 'requests.memory':
      return [sizes, `${sizesSay} memory resource`];
    case 'limits.ephemeral-storage':
    case 'requests.ephemeral-storage':
      return [sizes, `${sizesSay} local ephemeral storage resource`];
    default:
      return [sizes, ''];
  }
}
