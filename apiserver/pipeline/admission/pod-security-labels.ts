import {
  deepEqual,
  type FieldError,
  fieldInvalid,
  fieldPath,
  invalid,
  type KubeObject,
} from '../../../apimachinery/index.ts';
import type { ValidatingPlugin } from './admission-plugin.ts';

const levels = ['privileged', 'baseline', 'restricted'];
const modes = ['enforce', 'audit', 'warn'];
const versionForm = /^v1\.(?:[0-9]|[1-9][0-9]*)$/;
const labelsPath = fieldPath('metadata', 'labels');

/**
 * How safe the pods of a namespace must be is said in words that are known; what was wrong before may stay. Mirrors
 * k8s.io/pod-security-admission admission (ValidateNamespace). Differs: pods are not looked at.
 */
export const podSecurityLabels: ValidatingPlugin = {
  name: 'PodSecurity',
  matches: [{ operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] }],
  validate({ object, oldObject, name }) {
    const errors = labelErrors(object);
    if (errors.length === 0 || (oldObject !== undefined && deepEqual(labelErrors(oldObject), errors))) return;
    throw invalid({ group: '', kind: 'Namespace' }, name, errors);
  },
};

function labelErrors(namespace: KubeObject | undefined): FieldError[] {
  const labels = namespace?.metadata?.labels;
  if (labels === undefined) return [];
  const check = (label: string, isValid: (value: string) => boolean, says: string): FieldError[] => {
    const key = `pod-security.kubernetes.io/${label}`;
    const value = labels[key];
    return value === undefined || isValid(value) ? [] : [fieldInvalid(labelsPath.key(key), value, says)];
  };
  return modes.flatMap((mode) => [
    ...check(mode, (value) => levels.includes(value), `must be one of ${levels.join(', ')}`),
    ...check(
      `${mode}-version`,
      (value) => value === 'latest' || versionForm.test(value),
      'must be "latest" or "v1.x"',
    ),
  ]);
}
