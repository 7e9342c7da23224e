import type {
  V1MutatingWebhook,
  V1MutatingWebhookConfiguration,
  V1ValidatingWebhook,
  V1ValidatingWebhookConfiguration,
} from '../../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  validateDns1035Label,
  validateDns1123Subdomain,
  validateLabelSelector,
  validateWebhookClient,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, oneOfWords, tell, when } from '../tell.ts';
import { matchConditionErrors } from './conditions.ts';
import { matchPolicies, ruleErrors } from './rules.ts';

type Configuration = V1ValidatingWebhookConfiguration | V1MutatingWebhookConfiguration;
type Webhook = V1ValidatingWebhook | V1MutatingWebhook;

export const failurePolicies = ['Fail', 'Ignore'];
export const reinvocationPolicies = ['IfNeeded', 'Never'];
const path = fieldPath('webhooks');
const noSideEffects = ['None', 'NoneOnDryRun'];
const sideEffects = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const reviewVersions = ['v1', 'v1beta1'];

/**
 * Mirrors kubernetes pkg/apis/admissionregistration/validation (ValidateValidatingWebhookConfiguration,
 * ValidateMutatingWebhookConfiguration, and their updates): what was wrong with all of them before may be so still.
 */
export function webhooksErrors({ webhooks }: Configuration, old?: Configuration): FieldError[] {
  const before: readonly Webhook[] = old?.webhooks ?? [];
  const now: readonly Webhook[] = webhooks ?? [];
  const names = new Set<string>();
  const uniqueBefore = new Set(before.map(({ name }) => name)).size === before.length;
  const keptConditions =
    old !== undefined &&
    now.length === before.length &&
    now.every((hook, at) => deepEqual(hook.matchConditions, before[at]?.matchConditions));
  const effects = before.every((hook) => noSideEffects.includes(hook.sideEffects ?? ''))
    ? noSideEffects
    : sideEffects;
  const needsVersion = before.every(
    ({ admissionReviewVersions: versions = [] }) => versions.length === 0 || versions.some(isReviewVersion),
  );
  const allowInvalidValues = before.some((hook) => selectorErrors(hook, path).length > 0);
  return each(now, path, (hook, at) => {
    const isSecond = !isEmpty(hook.name) && names.size === names.add(hook.name).size;
    return [
      ...nameErrors(hook.name, at.child('name')),
      ...each(hook.rules, at.child('rules'), ruleErrors),
      ...policyErrors(hook, at),
      ...effectErrors(hook, at, effects),
      ...selectorErrors(hook, at, allowInvalidValues),
      ...reinvocationErrors(hook, at),
      ...validateWebhookClient(hook.clientConfig ?? {}, at.child('clientConfig')),
      ...(keptConditions ? [] : matchConditionErrors(hook.matchConditions, at.child('matchConditions'))),
      ...versionErrors(hook.admissionReviewVersions, at.child('admissionReviewVersions'), needsVersion),
      ...when(uniqueBefore && isSecond, () => fieldDuplicate(at.child('name'), hook.name)),
    ];
  });
}

/** Mirrors k8s.io/apimachinery pkg/util/validation (IsFullyQualifiedName). */
function nameErrors(name = '', at: FieldPath): FieldError[] {
  if (name === '') return [fieldRequired(at)];
  const says = validateDns1123Subdomain(name);
  if (says.length > 0) return [fieldInvalid(at, name, says.join(','))];
  const few = 'should be a domain with at least three segments separated by dots';
  return when(name.split('.').length < 3, () => fieldInvalid(at, name, few));
}

function policyErrors({ failurePolicy, matchPolicy }: Webhook, at: FieldPath): FieldError[] {
  return [
    ...(failurePolicy === undefined
      ? []
      : oneOfWords(at.child('failurePolicy'), failurePolicy, failurePolicies)),
    ...(matchPolicy === undefined ? [] : oneOfWords(at.child('matchPolicy'), matchPolicy, matchPolicies)),
  ];
}

function effectErrors(
  { sideEffects: effect, timeoutSeconds: seconds }: Webhook,
  at: FieldPath,
  allowed: readonly string[],
): FieldError[] {
  const isWell = seconds === undefined || (seconds >= 1 && seconds <= 30);
  return [
    ...(effect === undefined
      ? [fieldRequired(at.child('sideEffects'), `must specify one of ${allowed.join(', ')}`)]
      : oneOfWords(at.child('sideEffects'), effect, allowed)),
    ...when(!isWell, () =>
      fieldInvalid(at.child('timeoutSeconds'), seconds, 'the timeout value must be between 1 and 30 seconds'),
    ),
  ];
}

function selectorErrors(hook: Webhook, at: FieldPath, allowInvalidValues = false): FieldError[] {
  return [
    ...validateLabelSelector(hook.namespaceSelector, at.child('namespaceSelector'), { allowInvalidValues }),
    ...validateLabelSelector(hook.objectSelector, at.child('objectSelector'), { allowInvalidValues }),
  ];
}

function reinvocationErrors(hook: Webhook, at: FieldPath): FieldError[] {
  const policy = 'reinvocationPolicy' in hook ? hook.reinvocationPolicy : undefined;
  return policy === undefined ? [] : oneOfWords(at.child('reinvocationPolicy'), policy, reinvocationPolicies);
}

function isReviewVersion(version: string): boolean {
  return reviewVersions.includes(version);
}

/** Mirrors validateAdmissionReviewVersions. */
function versionErrors(versions: readonly string[] = [], at: FieldPath, needsKnown: boolean): FieldError[] {
  const list = reviewVersions.join(', ');
  if (versions.length === 0) return [fieldRequired(at, `must specify one of ${list}`)];
  const seen = new Set<string>();
  const isKnown = versions.some(isReviewVersion);
  return [
    ...each(versions, at, (version, place) =>
      seen.size === seen.add(version).size
        ? [fieldInvalid(place, version, 'duplicate version')]
        : tell(place, version, validateDns1035Label(version)),
    ),
    ...when(needsKnown && !isKnown, () => fieldInvalid(at, versions, `must include at least one of ${list}`)),
  ];
}
