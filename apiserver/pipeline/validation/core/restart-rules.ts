import type { V1Container, V1ContainerResizePolicy, V1ContainerRestartRule } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  fieldTooMany,
} from '../../../../apimachinery/index.ts';
import { checkWord, type Errors } from '../checks.ts';

const policies = ['Always', 'Never', 'OnFailure'];
const rulesMax = 20;
const exitCodesMax = 255;

/** When a container is started again, and by which rules. Mirrors validateContainerRestartPolicy. */
export function checkRestartPolicy(errors: Errors, path: FieldPath, container: V1Container): void {
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (restartPolicy === undefined) checkHasNoRules(errors, path, container);
  else checkWord(errors, path, 'restartPolicy', restartPolicy, policies);
  checkRules(errors, path.child('restartPolicyRules'), restartPolicyRules);
}

/** Of rules without a policy nothing else is told. Mirrors validateInitContainerRestartPolicy. */
export function checkInitRestartPolicy(errors: Errors, path: FieldPath, container: V1Container): void {
  if (container.restartPolicy === undefined) checkHasNoRules(errors, path, container);
  else checkRestartPolicy(errors, path, container);
}

function checkHasNoRules(errors: Errors, path: FieldPath, { restartPolicyRules = [] }: V1Container): void {
  if (restartPolicyRules.length === 0) return;
  const says = 'must specify restartPolicy when restart rules are used';
  errors.push(fieldRequired(path.child('restartPolicy'), says));
}

function checkRules(errors: Errors, path: FieldPath, rules: readonly V1ContainerRestartRule[]): void {
  if (rules.length > rulesMax) errors.push(fieldTooMany(path, rules.length, rulesMax));
  for (const [index, { action, exitCodes }] of rules.entries()) {
    const at = path.index(index);
    checkWord(errors, at, 'action', action, ['Restart', 'RestartAllContainers']);
    if (exitCodes === undefined) {
      errors.push(fieldRequired(at.child('exitCodes'), 'must be specified'));
      continue;
    }
    const { operator, values = [] } = exitCodes;
    checkWord(errors, at.child('exitCodes'), 'operator', operator, ['In', 'NotIn']);
    if (values.length > exitCodesMax) {
      errors.push(fieldTooMany(at.child('exitCodes', 'values'), values.length, exitCodesMax));
    }
  }
}

/** Kubernetes tells of the whole list, but where a resource stands twice. Mirrors validateResizePolicy. */
export function checkResizePolicy(
  errors: Errors,
  path: FieldPath,
  list: readonly V1ContainerResizePolicy[] = [],
  podPolicy = '',
): void {
  const taken = new Set<string>();
  for (const [index, { resourceName = '', restartPolicy = '' }] of list.entries()) {
    if (taken.has(resourceName)) errors.push(fieldDuplicate(path.index(index), resourceName));
    taken.add(resourceName);
    checkListWord(errors, path, resourceName, ['cpu', 'memory']);
    checkListWord(errors, path, restartPolicy, ['NotRequired', 'RestartContainer']);
    if (podPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const says = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(fieldInvalid(path, restartPolicy, says));
    }
  }
}

function checkListWord(errors: Errors, path: FieldPath, word: string, words: readonly string[]): void {
  if (word === '') errors.push(fieldRequired(path));
  else if (!words.includes(word)) errors.push(fieldNotSupported(path, word, words));
}
