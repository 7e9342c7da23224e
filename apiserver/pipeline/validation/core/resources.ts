import type { V1Container } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldForbidden,
  fieldInvalid,
  fieldNotFound,
  fieldRequired,
  parseQuantity,
  validateDns1123Label,
} from '../../../../apimachinery/index.ts';
import type { ResourceList } from '../../../../component-helpers/index.ts';
import { isHugePages } from '../../../../component-helpers/index.ts';
import { checkText, type Errors } from '../checks.ts';
import { checkAmount } from './amounts.ts';
import { containerResourceName, mayExceed } from './resource-names.ts';

type Resources = NonNullable<V1Container['resources']>;

/** What is wrong with the name of a resource in the list at a path. */
export type ResourceNameRule = (errors: Errors, path: FieldPath, name: string) => void;

const nameOfContainers: ResourceNameRule = (errors, path, name) => {
  for (const says of containerResourceName(name)) errors.push(fieldInvalid(path.key(name), name, says));
};

/** What a container may ask for, and at most use. Mirrors ValidateContainerResourceRequirements. */
export function checkContainerResources(
  errors: Errors,
  path: FieldPath,
  resources: Resources,
  claimNames: ReadonlySet<string>,
): void {
  checkResources(errors, path, resources, claimNames, nameOfContainers);
}

/** As for a container, where other resources may be asked for. Mirrors validateResourceRequirements. */
export function checkResources(
  errors: Errors,
  path: FieldPath,
  { limits, requests, claims }: Resources,
  claimNames: ReadonlySet<string>,
  nameRule: ResourceNameRule,
): void {
  checkList(errors, path.child('limits'), limits, nameRule);
  for (const name in requests) {
    const request = requests[name] as string;
    checkEntry(errors, path.child('requests'), name, request, nameRule);
    checkWithinLimit(errors, path, name, request, limits?.[name]);
    checkPages(errors, path.child('requests'), name, request);
  }
  const names = [...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})];
  if (names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(fieldForbidden(path, 'HugePages require cpu or memory'));
  }
  if (claims !== undefined) checkClaims(errors, path.child('claims'), claims, claimNames);
}

function checkList(
  errors: Errors,
  path: FieldPath,
  list: ResourceList | undefined,
  nameRule: ResourceNameRule,
): void {
  for (const name in list) {
    const amount = list[name] as string;
    checkEntry(errors, path, name, amount, nameRule);
    checkPages(errors, path, name, amount);
  }
}

function checkEntry(
  errors: Errors,
  path: FieldPath,
  name: string,
  amount: string,
  nameRule: ResourceNameRule,
): void {
  nameRule(errors, path, name);
  checkAmount(errors, path, name, amount);
}

/** Whole pages. Mirrors validateResourceQuantityHugePageValue. */
function checkPages(errors: Errors, path: FieldPath, name: string, text: string): void {
  if (!isHugePages(name)) return;
  const amount = parseQuantity(text);
  const size = pageSize(name);
  if (size !== undefined && size > 0n && amount.scaledValue(0) % size === 0n) return;
  const says = `${amount} is not positive integer multiple of ${name}`;
  errors.push(fieldInvalid(path.key(name), String(amount), says));
}

function pageSize(name: string): bigint | undefined {
  try {
    const size = parseQuantity(name.slice('hugepages-'.length));
    return size.scaledValue(-3) % 1000n === 0n ? size.scaledValue(0) : undefined;
  } catch {
    return undefined;
  }
}

/** What cannot be shared by more than it is enough for must be asked for to the last. */
function checkWithinLimit(
  errors: Errors,
  path: FieldPath,
  name: string,
  request: string,
  limit: string | undefined,
): void {
  const isShared = mayExceed(name);
  if (limit === undefined) {
    const says = 'Limit must be set for non overcommitable resources';
    if (!isShared) errors.push(fieldRequired(path.child('limits'), says));
    return;
  }
  if (request === limit) return;
  const [asked, most] = [parseQuantity(request), parseQuantity(limit)];
  const order = asked.compare(most);
  if (order === 0 || (isShared && order < 0)) return;
  const relation = isShared ? 'less than or equal' : 'equal';
  const says = `must be ${relation} to ${name} limit of ${most}`;
  errors.push(fieldInvalid(path.child('requests'), String(asked), says));
}

/** Names of what the pod claims. Mirrors validateResourceClaimNames. */
function checkClaims(
  errors: Errors,
  path: FieldPath,
  claims: NonNullable<Resources['claims']>,
  claimNames: ReadonlySet<string>,
): void {
  const taken = new Set<string>();
  const requests = new Map<string, number>();
  for (const [index, { name = '', request = '' }] of claims.entries()) {
    const at = path.index(index);
    if (name === '') {
      errors.push(fieldRequired(at));
      continue;
    }
    if (taken.has(name)) errors.push(fieldDuplicate(at, name));
    else checkRequest(errors, at, name, request, taken, requests);
    if (!claimNames.has(name)) errors.push(notClaimed(at, name, claimNames));
  }
}

function checkRequest(
  errors: Errors,
  path: FieldPath,
  name: string,
  request: string,
  taken: Set<string>,
  requests: Map<string, number>,
): void {
  if (request !== '') checkText(errors, path, 'request', request, validateDns1123Label);
  const key = request === '' ? name : `${name}/${request}`;
  if (taken.has(key)) errors.push(fieldDuplicate(path, key));
  else if (request === '') {
    for (let left = requests.get(name) ?? 0; left > 0; left--) errors.push(fieldDuplicate(path, name));
  }
  if (request !== '' && !taken.has(key)) requests.set(name, (requests.get(name) ?? 0) + 1);
  taken.add(key);
}

/** As there may be as many who ask. */
const listed = new WeakMap<ReadonlySet<string>, string>();

function notClaimed(path: FieldPath, name: string, claimNames: ReadonlySet<string>): FieldError {
  let which = listed.get(claimNames);
  if (which === undefined) {
    which = claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`;
    listed.set(claimNames, which);
  }
  return {
    ...fieldNotFound(path, name),
    detail: `must be one of the names in pod.spec.resourceClaims${which}`,
  };
}
