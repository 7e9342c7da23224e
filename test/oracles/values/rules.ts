import * as k8s from '../../../apimachinery/index.ts';

/** What we answer, in the form in which the judge (main.go) answers. */
export const rules = {
  quantity: rule<string>((text) => failing(() => quantityAnswer(text))),
  'quantity-pair': rule<readonly [string, string]>(([a, b]) => pairAnswer(a, b)),
  'int-or-string': rule<{ value: k8s.IntOrString | null; total: number; roundUp: boolean }>(
    ({ value, total, roundUp }) => failing(() => k8s.scaledIntOrPercent(value, total, roundUp)),
  ),
  labels: rule<string>((text) => failing(() => labelAnswer(k8s.parseLabelSelector(text)))),
  'labels-match': rule<{ selector: string; labels: k8s.Labels }>(({ selector, labels }) =>
    k8s.parseLabelSelector(selector).matches(labels),
  ),
  'labels-object': rule<k8s.LabelSelector>(labelObjectAnswer),
  fields: rule<string>((text) => failing(() => fieldAnswer(k8s.parseFieldSelector(text)))),
  'fields-match': rule<{ selector: string; fields: Record<string, string> }>(({ selector, fields }) =>
    k8s.parseFieldSelector(selector).matches(fields),
  ),
  name: rule<{ rule: keyof typeof nameRules; value: string }>((input) => nameRules[input.rule](input.value)),
  meta: rule<{ meta: k8s.ObjectMeta; namespaced: boolean }>(({ meta, namespaced }) =>
    sorted(k8s.validateObjectMeta(meta, namespaced, k8s.nameIsDnsSubdomain)),
  ),
  'meta-update': rule<{ meta: k8s.ObjectMeta; old: k8s.ObjectMeta }>(({ meta, old }) =>
    sorted(k8s.validateObjectMetaUpdate(meta, old)),
  ),
  'field-errors': rule<readonly FieldErrorCase[]>((cases) => {
    const errors = cases.map(fieldError);
    const all = errors.length === 0 ? '' : k8s.fieldErrorsText(errors);
    return { bodies: errors.map(k8s.fieldErrorBody), all };
  }),
  status: rule<StatusCase>((input) => statusBody(statusError(input))),
  response: rule<k8s.UnexpectedResponse>(responseAnswer),
  time: rule<string>((text) => failing(() => timeTexts(k8s.parseTime(text)))),
  'time-format': rule<number>(timeTexts),
  duration: rule<string>((text) => failing(() => k8s.formatDurationNanos(k8s.parseDurationNanos(text)))),
  'human-duration': rule<number>((ms) => [
    k8s.humanDuration(ms),
    k8s.shortHumanDuration(ms),
    k8s.formatDuration(ms),
  ]),
  hash: rule<string>((text) => {
    const decimal = String(k8s.fnv1a32(text));
    return [decimal, k8s.fnv1a64(text).toString(), k8s.safeEncode(decimal)];
  }),
  format: rule<unknown>((value) => [printed(value), k8s.goJson(value)]),
  'write-options': rule<{ options: k8s.WriteOptions; patch: string }>(({ options, patch }) =>
    texts(
      patch === ''
        ? k8s.validateWriteOptions(options)
        : k8s.validatePatchOptions(options, patch === 'application/apply-patch+yaml'),
    ),
  ),
  'delete-options': rule<k8s.DeleteChoices>((options) => texts(k8s.validateDeleteOptions(options))),
} as const;

export type RuleName = keyof typeof rules;

/** Our answer as JSON has it, with the judge's approximate number where ours is as near: its last digit is not promised. */
export function ourAnswer(rule: RuleName, input: unknown, judged: unknown): unknown {
  const ours: unknown = JSON.parse(JSON.stringify(rules[rule](input)));
  if (!hasApprox(ours) || !hasApprox(judged)) return ours;
  const near = Math.abs(ours.approx - judged.approx) <= Math.abs(judged.approx) * 1e-14;
  return near ? { ...ours, approx: judged.approx } : ours;
}

function hasApprox(answer: unknown): answer is { readonly approx: number } {
  return typeof answer === 'object' && answer !== null && 'approx' in answer && answer.approx !== null;
}

export interface FieldErrorCase {
  readonly type: string;
  readonly path: readonly (string | number | { readonly key: string })[];
  readonly value?: unknown;
  readonly detail?: string;
  readonly supported?: readonly string[];
  readonly actual?: number;
  readonly limit?: number;
}

export interface StatusCase {
  readonly error: string;
  readonly group: string;
  readonly resource: string;
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly seconds: number;
  readonly errors: readonly FieldErrorCase[];
}

const nameRules = {
  dns1123Label: k8s.validateDns1123Label,
  dns1123Subdomain: k8s.validateDns1123Subdomain,
  dns1123SubdomainWithUnderscore: k8s.validateDns1123SubdomainWithUnderscore,
  dns1035Label: k8s.validateDns1035Label,
  wildcard: k8s.validateWildcardDns1123Subdomain,
  qualifiedName: k8s.validateQualifiedName,
  labelValue: k8s.validateLabelValue,
  pathSegment: k8s.validatePathSegmentName,
  portName: k8s.validatePortName,
  percent: k8s.validatePercent,
  envVarName: k8s.validateEnvVarName,
  configMapKey: k8s.validateConfigMapKey,
  generatedSubdomain: (name: string) => k8s.nameIsDnsSubdomain(name, true),
  generatedLabel: (name: string) => k8s.nameIsDnsLabel(name, true),
} as const;

export const nameRuleNames = Object.keys(nameRules) as readonly (keyof typeof nameRules)[];

function rule<T>(answer: (input: T) => unknown): (input: unknown) => unknown {
  // The input is JSON that the generator made for this rule.
  return (input) => answer(input as T);
}

function failing(answer: () => unknown): unknown {
  try {
    return answer();
  } catch (error) {
    if (error instanceof k8s.InvalidValueError) return { error: error.message };
    throw error;
  }
}

function quantityAnswer(text: string): object {
  const quantity = k8s.parseQuantity(text);
  const { sign, format } = quantity;
  const approx = quantity.asApproximateNumber();
  return {
    text: quantity.toString(),
    canonical: quantity.canonical(),
    format,
    sign,
    approx,
    value: sign < 0 || approx >= 1e15 ? null : String(k8s.quantityValue(text)),
    milli: sign < 0 || approx >= 1e12 ? null : String(k8s.quantityMilliValue(text)),
  };
}

function pairAnswer(first: string, second: string): object {
  const a = k8s.parseQuantity(first);
  const b = k8s.parseQuantity(second);
  return { compare: a.compare(b), sum: a.add(b).toString(), difference: a.sub(b).toString() };
}

function labelAnswer(matcher: k8s.LabelMatcher): object {
  return { text: matcher.toString(), requirements: matcher.requirements };
}

function labelObjectAnswer(selector: k8s.LabelSelector): object {
  const errors = texts(k8s.validateLabelSelector(selector, k8s.fieldPath('spec', 'selector')));
  const parsed = failing(() => {
    const matcher = k8s.labelSelectorMatcher(selector);
    return { text: matcher.toString(), matchesNone: matcher.matches({}) };
  });
  return { errors, ...(parsed as object) };
}

function fieldAnswer(matcher: k8s.FieldMatcher): object {
  const requirements = matcher.requirements.map(({ field, operator, value }) => [field, operator, value]);
  return { text: matcher.toString(), requirements };
}

function texts(errors: readonly k8s.FieldError[]): string[] {
  return errors.map(k8s.fieldErrorText);
}

function sorted(errors: readonly k8s.FieldError[]): string[] {
  return texts(errors).sort(k8s.compareStrings);
}

function fieldError(input: FieldErrorCase): k8s.FieldError {
  const { value, detail = '', supported = [], actual = 0, limit = 0 } = input;
  const at = pathOf(input.path);
  switch (input.type) {
    case 'required':
      return k8s.fieldRequired(at, detail);
    case 'invalid':
      return k8s.fieldInvalid(at, value, detail);
    case 'typeInvalid':
      return k8s.fieldTypeInvalid(at, value, detail);
    case 'notSupported':
      return k8s.fieldNotSupported(at, value, supported);
    case 'duplicate':
      return k8s.fieldDuplicate(at, value);
    case 'notFound':
      return k8s.fieldNotFound(at, value);
    case 'forbidden':
      return k8s.fieldForbidden(at, detail);
    case 'tooLong':
      return k8s.fieldTooLong(at, limit);
    case 'tooLongCharacters':
      return k8s.fieldTooLongCharacters(at, limit);
    case 'tooShort':
      return k8s.fieldTooShort(at, '', limit);
    case 'tooMany':
      return k8s.fieldTooMany(at, actual, limit);
    case 'tooFew':
      return k8s.fieldTooFew(at, actual, limit);
    default:
      return k8s.fieldInternal(at, detail);
  }
}

function pathOf(segments: FieldErrorCase['path']): k8s.FieldPath | undefined {
  const [first, ...rest] = segments;
  if (first === undefined) return undefined;
  let path = k8s.fieldPath(String(first));
  for (const segment of rest) {
    if (typeof segment === 'string') path = path.child(segment);
    else path = typeof segment === 'number' ? path.index(segment) : path.key(segment.key);
  }
  return path;
}

function statusError(input: StatusCase): k8s.StatusError {
  const { name, text, seconds } = input;
  const resource = { group: input.group, resource: input.resource };
  switch (input.error) {
    case 'notFound':
      return k8s.notFound(resource, name);
    case 'alreadyExists':
      return k8s.alreadyExists(resource, name);
    case 'generateNameConflict':
      return k8s.generateNameConflict(resource, name, seconds);
    case 'conflict':
      return k8s.conflict(resource, name, text);
    case 'invalid':
      return k8s.invalid({ group: input.group, kind: input.kind }, name, input.errors.map(fieldError));
    case 'badRequest':
      return k8s.badRequest(text);
    case 'methodNotSupported':
      return k8s.methodNotSupported(resource, text);
    case 'forbidden':
      return k8s.forbidden(resource, name, text);
    case 'unauthorized':
      return text === '' ? k8s.unauthorized() : k8s.unauthorized(text);
    case 'gone':
      return k8s.gone(text);
    case 'expired':
      return k8s.expired(text);
    case 'timeout':
      return k8s.timeout(text, seconds);
    case 'serverTimeout':
      return k8s.serverTimeout(resource, text, seconds);
    case 'tooManyRequests':
      return k8s.tooManyRequests(text, seconds);
    case 'requestEntityTooLarge':
      return k8s.requestEntityTooLarge(text);
    case 'internalError':
      return k8s.internalError(text);
    case 'serviceUnavailable':
      return k8s.serviceUnavailable(text);
    default:
      return k8s.applyConflict([k8s.statusCause('FieldManagerConflict', name, 'f')], text);
  }
}

/** The judge's Status has no type, and leaves out what is empty. */
function statusBody({ status }: k8s.StatusError): object {
  const { kind: _kind, apiVersion: _apiVersion, message, ...rest } = status;
  return message === '' ? rest : { ...rest, message };
}

function responseAnswer(response: k8s.UnexpectedResponse): object {
  const error = k8s.unexpectedResponse(response);
  return {
    status: statusBody(error),
    notFound: k8s.isNotFound(error),
    conflict: k8s.isConflict(error),
    tooManyRequests: k8s.isTooManyRequests(error),
    entityTooLarge: k8s.isRequestEntityTooLarge(error),
    internalError: k8s.isInternalError(error),
    unexpectedServerErr: k8s.hasStatusCause(error, 'UnexpectedServerResponse'),
  };
}

function timeTexts(ms: number): readonly string[] {
  return [k8s.formatTime(ms), k8s.formatMicroTime(ms)];
}

function printed(value: unknown): string {
  if (typeof value === 'string') return k8s.goQuote(value);
  return typeof value === 'number' ? k8s.goNumber(value) : '';
}
