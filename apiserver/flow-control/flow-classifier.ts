import type { V1FlowSchema, V1PriorityLevelConfiguration } from '../../api/index.ts';
import { compareStrings, type UserInfo } from '../../apimachinery/index.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { RequestInfo } from '../request/request-info.ts';
import { type FlowRule, matchesRule } from './flow-rules.ts';

const group = 'flowcontrol.apiserver.k8s.io';
/** What says nothing of it comes so late. Mirrors k8s.io/api flowcontrol (FlowSchemaSpec). */
const precedenceDefault = 1_000;

interface Flow {
  readonly rules: readonly FlowRule[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Says of a request which flow schema it belongs to, and which priority level: nobody waits for another because of it. Mirrors
 * k8s.io/apiserver pkg/util/flowcontrol (digestConfigObjects) and pkg/server/filters/priority-and-fairness.go.
 */
export class FlowClassifier {
  readonly #resources: ResourceRegistry;
  #flows: readonly Flow[] = [];
  /** As of which changes of the schemas and of the levels. */
  #asOf = '';

  constructor(resources: ResourceRegistry) {
    this.#resources = resources;
  }

  /** The headers that name them; undefined where there are no schemas, or the request is of a kind that is not asked about. */
  headersFor(user: UserInfo, info: RequestInfo): Readonly<Record<string, string>> | undefined {
    if (isLongRunning(info)) return undefined;
    const schemas = this.#cache('flowschemas');
    const levels = this.#cache('prioritylevelconfigurations');
    if (schemas === undefined || levels === undefined || schemas.size === 0) return undefined;
    const asOf = `${schemas.changedRevision} ${levels.changedRevision}`;
    if (asOf !== this.#asOf) {
      this.#asOf = asOf;
      this.#flows = flowsOf(
        objectsOf<V1FlowSchema>(schemas),
        objectsOf<V1PriorityLevelConfiguration>(levels),
      );
    }
    return this.#flows.find(({ rules }) => rules.some((rule) => matchesRule(rule, user, info)))?.headers;
  }

  #cache(resource: string) {
    return this.#resources.preferred(group, resource)?.storage.cache;
  }
}

type Cache = NonNullable<ReturnType<ResourceRegistry['preferred']>>['storage']['cache'];

function objectsOf<T>(cache: Cache): readonly T[] {
  return [...cache.select({ namespace: '', name: '' })].map(([, { object }]) => object as T);
}

/** Those that name a level that there is, in the order in which they are asked. */
function flowsOf(
  schemas: readonly V1FlowSchema[],
  levels: readonly V1PriorityLevelConfiguration[],
): readonly Flow[] {
  const uids = new Map(levels.map(({ metadata }) => [metadata?.name, metadata?.uid ?? '']));
  return schemas.toSorted(inOrder).flatMap(({ metadata, spec }) => {
    const level = uids.get(spec?.priorityLevelConfiguration.name ?? '');
    if (level === undefined) return [];
    const headers = {
      'x-kubernetes-pf-flowschema-uid': metadata?.uid ?? '',
      'x-kubernetes-pf-prioritylevel-uid': level,
    };
    return [{ rules: spec?.rules ?? [], headers }];
  });
}

function inOrder(left: V1FlowSchema, right: V1FlowSchema): number {
  const precedenceOf = ({ spec }: V1FlowSchema) => spec?.matchingPrecedence ?? precedenceDefault;
  const names = () => compareStrings(left.metadata?.name ?? '', right.metadata?.name ?? '');
  return precedenceOf(left) - precedenceOf(right) || names();
}

/** Mirrors kubernetes apiserver pkg/server (BasicLongRunningRequestCheck): watches are asked about all the same. */
function isLongRunning({ isResourceRequest, verb, subresource }: RequestInfo): boolean {
  if (!isResourceRequest || verb === 'watch') return false;
  const [sub] = subresource.split('/', 1);
  return sub !== undefined && longRunning.has(sub);
}

const longRunning: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward']);
