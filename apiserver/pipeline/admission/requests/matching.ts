import type { V1MatchResources, V1NamedRuleWithOperations } from '../../../../api/index.ts';
import {
  groupResource,
  type KubeObject,
  type LabelMatcher,
  labelSelectorMatcher,
  notFound,
} from '../../../../apimachinery/index.ts';
import type { ServedKind } from '../../../registry/served-kind.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { Attributes } from '../attributes.ts';

/** The resource by which a request matches: its own, or another version of the same. */
export type Matched = Attributes['resource'];

/** Of a policy, or of a webhook, which knows no names. */
type Rule = V1NamedRuleWithOperations;

/** Mirrors kubernetes apiserver pkg/admission/plugin/policy/matching. */
export class RequestMatching {
  readonly #attributes: Attributes;
  readonly #server: ServerContext;
  #equivalents: readonly Matched[] | undefined;

  constructor(attributes: Attributes, server: ServerContext) {
    this.#attributes = attributes;
    this.#server = server;
  }

  /** The resource that matches the rules; undefined when none does. Labels are not looked at. */
  byRules({
    excludeResourceRules = [],
    resourceRules = [],
    matchPolicy,
  }: V1MatchResources): Matched | undefined {
    const exact = matchPolicy === 'Exact';
    if (this.#byAny(excludeResourceRules, exact) !== undefined) return undefined;
    return resourceRules.length === 0 ? this.#attributes.resource : this.#byAny(resourceRules, exact);
  }

  /** The resource that matches any of the rules, of which those that come first count. */
  byAnyOf(rules: readonly Rule[], matchPolicy: string | undefined): Matched | undefined {
    return this.#byAny(rules, matchPolicy === 'Exact');
  }

  /**
   * Whether the labels of the request's object and of its namespace match. Throws what is wrong with the selectors.
   * `object`: what has become of it by now.
   */
  byLabels(
    { namespaceSelector = {}, objectSelector = {} }: V1MatchResources,
    object = this.#attributes.object,
  ): boolean {
    const { oldObject } = this.#attributes;
    const ofObject = readySelector(objectSelector);
    const isSelected = (one: KubeObject | undefined) =>
      one !== undefined && ofObject.matches(one.metadata?.labels);
    if (!ofObject.everything && !isSelected(object) && !isSelected(oldObject)) return false;
    return this.#namespaceMatches(readySelector(namespaceSelector), object);
  }

  #byAny(rules: readonly Rule[], exact: boolean): Matched | undefined {
    const { resource } = this.#attributes;
    if (rules.some((rule) => this.#matches(rule, resource))) return resource;
    if (exact) return undefined;
    for (const rule of rules) {
      const other = this.#others().find((one) => this.#matches(rule, one));
      if (other !== undefined) return other;
    }
    return undefined;
  }

  #matches(rule: Rule, { group, version, resource }: Matched): boolean {
    const { operation, subresource, namespace, name } = this.#attributes;
    const { apiGroups, apiVersions, operations, resources = [], resourceNames = [], scope = '*' } = rule;
    const isNamespaced = namespace !== '' && !(group === '' && resource === 'namespaces');
    return (
      (scope === '*' || (scope === 'Namespaced') === isNamespaced) &&
      isOneOf(operations, operation) &&
      isOneOf(apiGroups, group) &&
      isOneOf(apiVersions, version) &&
      resources.some((one) => isResource(one, resource, subresource)) &&
      (resourceNames.length === 0 || resourceNames.includes(name))
    );
  }

  /** Other resources that are the same set of objects. */
  #others(): readonly Matched[] {
    this.#equivalents ??= othersLike(this.#server, this.#attributes.resource);
    return this.#equivalents;
  }

  #namespaceMatches(selector: LabelMatcher, object: KubeObject | undefined): boolean {
    const { namespace, resource, subresource, operation } = this.#attributes;
    if (selector.everything || (namespace === '' && resource.resource !== 'namespaces')) return true;
    const isWritten = operation === 'CREATE' || operation === 'UPDATE';
    if (resource.resource === 'namespaces' && subresource === '' && isWritten) {
      return selector.matches(object?.metadata?.labels);
    }
    return selector.matches(namespaceNamed(this.#server, namespace).metadata?.labels);
  }
}

/** Throws NotFound. */
export function namespaceNamed({ resources }: ServerContext, name: string): KubeObject {
  const found = resources.preferred('', 'namespaces')?.storage.cache.get(name);
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, name);
  return found.object;
}

function othersLike({ resources }: ServerContext, asked: Matched): readonly Matched[] {
  const storage = resources.get(asked)?.resource.storage;
  if (storage === undefined) return [];
  const place = groupResource(storage);
  return resources.resources.filter(
    (other) =>
      groupResource(other.storage) === place &&
      (other.group !== asked.group || other.version !== asked.version),
  );
}

/** The object, of a kind's resource, as another version of it has it. */
export async function asSeenBy(
  other: ServedKind,
  kind: ServedKind,
  object: KubeObject | undefined,
): Promise<KubeObject | undefined> {
  if (object === undefined || other === kind) return object;
  await kind.conversion?.prepareToStore?.(object);
  const stored = kind.conversion?.toStored(object) ?? object;
  await other.conversion?.prepare?.([stored]);
  return other.conversion?.fromStored(stored) ?? stored;
}

const ready = new WeakMap<object, LabelMatcher>();

function readySelector(selector: NonNullable<V1MatchResources['objectSelector']>): LabelMatcher {
  let matcher = ready.get(selector);
  if (matcher === undefined) {
    matcher = labelSelectorMatcher(selector);
    ready.set(selector, matcher);
  }
  return matcher;
}

function isOneOf(items: readonly string[] = [], wanted: string): boolean {
  return items.includes('*') || items.includes(wanted);
}

function isResource(rule: string, resource: string, subresource: string): boolean {
  const slash = rule.indexOf('/');
  const [name, sub] = slash < 0 ? [rule, ''] : [rule.slice(0, slash), rule.slice(slash + 1)];
  return (name === '*' || name === resource) && (sub === '*' || sub === subresource);
}
