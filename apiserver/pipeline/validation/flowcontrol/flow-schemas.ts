import type {
  FlowcontrolV1Subject,
  V1FlowSchema,
  V1NonResourcePolicyRule,
  V1PolicyRulesWithSubjects,
  V1ResourcePolicyRule,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldPath,
  fieldRequired,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, oneOfWords, requireText, when } from '../tell.ts';
import { fixedSchemaErrors } from './mandatory.ts';

const path = fieldPath('spec');
const precedenceMax = 10_000;
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

/** Mirrors kubernetes pkg/apis/flowcontrol/validation (ValidateFlowSchema). */
export function flowSchemaErrors(schema: V1FlowSchema): FieldError[] {
  const { metadata, spec = noSpec } = schema;
  const {
    matchingPrecedence: precedence = 0,
    distinguisherMethod: method,
    priorityLevelConfiguration: level,
  } = spec;
  const at = path.child('matchingPrecedence');
  const error = (says: string) => fieldInvalid(at, precedence, says);
  const name = path.child('priorityLevelConfiguration', 'name');
  return [
    ...when(precedence <= 0, () => error('must be a positive value')),
    ...when(precedence > precedenceMax, () => error(`must not be greater than ${precedenceMax}`)),
    ...when(precedence === 1 && metadata?.name !== 'exempt', () =>
      error("only the schema named 'exempt' may have matchingPrecedence 1"),
    ),
    ...(method === undefined ? [] : methodErrors(method.type)),
    ...requireText(name, level?.name, validateDns1123Subdomain, 'must reference a priority level'),
    ...each(spec.rules, path.child('rules'), rulesErrors),
    ...fixedSchemaErrors(schema),
    ...flowConditionErrors(schema),
  ];
}

const noSpec: Partial<NonNullable<V1FlowSchema['spec']>> = {};

/** Conditions of flow schemas and priority levels are each of a type of their own. */
export function flowConditionErrors({
  status,
}: {
  readonly status?: { readonly conditions?: readonly { readonly type?: string }[] };
}): FieldError[] {
  const types = new Set<string>();
  return each(status?.conditions, fieldPath('status', 'conditions'), ({ type = '' }, at) => [
    ...when(types.size === types.add(type).size, () => fieldDuplicate(at.child('type'), type)),
    ...when(type === '', () => fieldRequired(at.child('type'))),
  ]);
}

/** Kubernetes shows what holds the type. */
function methodErrors(type = ''): FieldError[] {
  const types = ['ByNamespace', 'ByUser'];
  if (types.includes(type)) return [];
  return [fieldNotSupported(path.child('distinguisherMethod', 'type'), { Type: type }, types)];
}

function rulesErrors(rule: V1PolicyRulesWithSubjects, at: FieldPath): FieldError[] {
  const { subjects, resourceRules, nonResourceRules } = rule;
  const none = 'at least one of resourceRules and nonResourceRules has to be non-empty';
  return [
    ...each(subjects, at.child('subjects'), subjectErrors),
    ...when(isEmpty(subjects), () =>
      fieldRequired(at.child('subjects'), 'subjects must contain at least one value'),
    ),
    ...when(isEmpty(resourceRules) && isEmpty(nonResourceRules), () => fieldRequired(at, none)),
    ...each(resourceRules, at.child('resourceRules'), resourceErrors),
    ...each(nonResourceRules, at.child('nonResourceRules'), nonResourceErrors),
  ];
}

/** The field of each kind of subject. */
const fields = { ServiceAccount: 'serviceAccount', User: 'user', Group: 'group' } as const;
type Kind = keyof typeof fields;

function subjectErrors(subject: FlowcontrolV1Subject, at: FieldPath): FieldError[] {
  const { kind } = subject;
  const kinds: readonly Kind[] = ['ServiceAccount', 'User', 'Group'];
  const own = kinds.find((one) => one === kind);
  if (own === undefined) return oneOfWords(at.child('kind'), kind, ['Group', 'ServiceAccount', 'User']);
  const field = fields[own];
  const others = kinds.filter((one) => one !== own && subject[fields[one]] !== undefined);
  // Kubernetes looks for users before groups, but for accounts first.
  return [
    ...(subject[field] === undefined
      ? [fieldRequired(at.child(field), `${field} is required when subject kind is '${own}'`)]
      : namedErrors(subject, own, at.child(field))),
    ...others.map((one) =>
      fieldForbidden(at.child(fields[one]), `${fields[one]} is forbidden when subject kind is not '${one}'`),
    ),
  ];
}

function namedErrors(
  { serviceAccount, user, group }: FlowcontrolV1Subject,
  kind: Kind,
  at: FieldPath,
): FieldError[] {
  const named = kind === 'User' ? user : group;
  if (kind !== 'ServiceAccount') return when(isEmpty(named?.name), () => fieldRequired(at.child('name')));
  const { name, namespace } = serviceAccount ?? {};
  return [
    ...requireText(at.child('name'), name, (text) => (text === '*' ? [] : validateDns1123Subdomain(text))),
    ...requireText(
      at.child('namespace'),
      namespace,
      validateDns1123Label,
      'must specify namespace for service account',
    ),
  ];
}

function verbErrors(list: readonly string[] = [], at: FieldPath): FieldError[] {
  if (list.length === 0) return [fieldRequired(at, 'verbs must contain at least one value')];
  if (list.includes('*')) return aloneErrors(list, at, 'verbs');
  return list.every((verb) => verbs.includes(verb)) ? [] : [fieldNotSupported(at, list, verbs)];
}

function aloneErrors(list: readonly string[], at: FieldPath, what: string): FieldError[] {
  const isMixed = list.length > 1 && list.includes('*');
  return when(isMixed, () => fieldInvalid(at, list, `if '*' is present, must not specify other ${what}`));
}

function someErrors(
  list: readonly string[] = [],
  at: FieldPath,
  missing: string,
  what: string,
): FieldError[] {
  return list.length === 0 ? [fieldRequired(at, missing)] : aloneErrors(list, at, what);
}

/** Mirrors ValidateFlowSchemaResourcePolicyRule. */
function resourceErrors(rule: V1ResourcePolicyRule, at: FieldPath): FieldError[] {
  const { apiGroups, resources, clusterScope = false } = rule;
  const namespaces = rule.namespaces ?? [];
  const [ofGroups, ofResources, place] = [
    at.child('apiGroups'),
    at.child('resources'),
    at.child('namespaces'),
  ];
  const none = 'resource rules that are not cluster scoped must supply at least one namespace';
  const intro = "each member of this list must be '*' or a DNS-1123 label; ";
  const ofNamespaces = namespaces.includes('*')
    ? aloneErrors(namespaces, place, 'namespaces')
    : each(namespaces, place, (name, here) =>
        validateDns1123Label(name).map((says) => fieldInvalid(here, name, `${intro}${says}`)),
      );
  return [
    ...verbErrors(rule.verbs, at.child('verbs')),
    ...someErrors(apiGroups, ofGroups, 'resource rules must supply at least one api group', 'api groups'),
    ...someErrors(resources, ofResources, 'resource rules must supply at least one resource', 'resources'),
    ...(namespaces.length === 0 && !clusterScope ? [fieldRequired(place, none)] : ofNamespaces),
  ];
}

/** Mirrors ValidateFlowSchemaNonResourcePolicyRule. */
function nonResourceErrors(
  { verbs: list, nonResourceURLs: urls = [] }: V1NonResourcePolicyRule,
  at: FieldPath,
): FieldError[] {
  const place = at.child('nonResourceURLs');
  const ofUrls = urls.includes('*')
    ? aloneErrors(urls, place, 'non-resource URLs')
    : each(urls, place, (url, here) => {
        const says = whyNoPath(url);
        return says === undefined ? [] : [fieldInvalid(here, url, says)];
      });
  return [
    ...verbErrors(list, at.child('verbs')),
    ...(urls.length === 0
      ? [fieldRequired(place, 'nonResourceURLs must contain at least one value')]
      : ofUrls),
  ];
}

/** Mirrors ValidateNonResourceURLPath. */
function whyNoPath(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const stars = url.split('*').length - 1;
  const isWell = stars === 0 || (stars === 1 && url.endsWith('/*'));
  return isWell ? undefined : 'wildcard can only do suffix matching';
}
