import type { V1EnvFromSource, V1EnvVar, V1EnvVarSource } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  nameIsDnsSubdomain,
  validateConfigMapKey,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import {
  checkGiven,
  checkNeeded,
  checkText,
  type Errors,
  environmentName,
  withoutBacksteps,
} from '../checks.ts';
import { checkFieldSelector, checkResourceSelector } from './downward-fields.ts';

/** Mirrors ValidateEnv. */
export function checkEnvironment(errors: Errors, path: FieldPath, variables: readonly V1EnvVar[] = []): void {
  for (const [index, { name, value = '', valueFrom }] of variables.entries()) {
    const at = path.index(index);
    checkNeeded(errors, at, 'name', name, environmentName);
    if (valueFrom !== undefined) checkSource(errors, at.child('valueFrom'), valueFrom, value);
  }
}

const variableFields = [
  ...['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName'],
  ...['status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'],
];

/** Mirrors validateEnvVarValueFrom. */
function checkSource(errors: Errors, path: FieldPath, source: V1EnvVarSource, value: string): void {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = source;
  if (fieldRef !== undefined) checkFieldSelector(errors, path.child('fieldRef'), fieldRef, variableFields);
  if (resourceFieldRef !== undefined) {
    checkResourceSelector(errors, path.child('resourceFieldRef'), resourceFieldRef, false);
  }
  if (configMapKeyRef !== undefined) checkKey(errors, path.child('configMapKeyRef'), configMapKeyRef);
  if (secretKeyRef !== undefined) checkKey(errors, path.child('secretKeyRef'), secretKeyRef);
  if (fileKeyRef !== undefined) checkFileKey(errors, path.child('fileKeyRef'), fileKeyRef);
  const count = Object.values({
    fieldRef,
    resourceFieldRef,
    configMapKeyRef,
    secretKeyRef,
    fileKeyRef,
  }).filter((one) => one !== undefined).length;
  const says = sourceSays(count, value);
  if (says !== undefined) errors.push(fieldInvalid(path, '', says));
}

function sourceSays(count: number, value: string): string | undefined {
  if (count === 0) {
    return 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
  }
  if (value !== '') return 'may not be specified when `value` is not empty';
  return count > 1 ? 'may not have more than one field specified at a time' : undefined;
}

function checkKey(
  errors: Errors,
  path: FieldPath,
  { name = '', key }: NonNullable<V1EnvVarSource['configMapKeyRef']>,
): void {
  checkText(errors, path, 'name', name, validateDns1123Subdomain);
  checkNeeded(errors, path, 'key', key, validateConfigMapKey);
}

function checkFileKey(
  errors: Errors,
  path: FieldPath,
  { key, volumeName, path: file }: NonNullable<V1EnvVarSource['fileKeyRef']>,
): void {
  checkNeeded(errors, path, 'key', key, environmentName);
  checkNeeded(errors, path, 'volumeName', volumeName, validateDns1123Label);
  checkNeeded(errors, path, 'path', file, withoutBacksteps);
}

/** Kubernetes tells of the whole list where a source is missing. Mirrors ValidateEnvFrom. */
export function checkEnvironmentSources(
  errors: Errors,
  path: FieldPath,
  sources: readonly V1EnvFromSource[] = [],
): void {
  for (const [index, { prefix, configMapRef, secretRef }] of sources.entries()) {
    const at = path.index(index);
    checkGiven(errors, at, 'prefix', prefix, environmentName);
    if (configMapRef !== undefined)
      checkNeeded(errors, at.child('configMapRef'), 'name', configMapRef.name, namePrefix);
    if (secretRef !== undefined)
      checkNeeded(errors, at.child('secretRef'), 'name', secretRef.name, namePrefix);
    if (configMapRef === undefined && secretRef === undefined) {
      errors.push(fieldInvalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    } else if (configMapRef !== undefined && secretRef !== undefined) {
      errors.push(fieldInvalid(path, '', 'may not have more than one field specified at a time'));
    }
  }
}

/** Here Kubernetes lets a name end like the beginning of one. */
const namePrefix = (name: string) => nameIsDnsSubdomain(name, true);
