import { BehaviourError } from '../behaviours/behaviour-error.ts';
import type { BehaviourMatch, PodBehaviour, PodBehaviours } from '../behaviours/behaviours.ts';
import { parseBehaviours } from '../behaviours/parse-behaviours.ts';
import { type Fields, fieldsOf, isFields } from '../behaviours/plain-fields.ts';
import { type KwokKind, kwokKinds, listOf } from './kwok-kinds.ts';

/** What a document of kwok says. */
export interface KwokRules {
  /** Whether it is for one pod: such rules come before those for many. */
  readonly named: boolean;
  readonly behaviours: PodBehaviours;
  /** Why it has no effect here; absent: it has. */
  readonly note?: string;
}

/** Kinds that are taken and change nothing. */
const withoutEffect: Readonly<Record<string, string>> = {
  Metric: 'nodes have the metrics of a kubelet',
  KwokConfiguration: 'options are those of the command line',
  KwokctlConfiguration: 'options are those of the command line',
  KwokctlResource: 'it is for kwokctl scale',
};

/** Whether a document is one of kwok's. */
export function isKwok(document: unknown): document is Fields {
  return isFields(document) && /^(?:config\.)?kwok\.x-k8s\.io\//.test(String(document.apiVersion));
}

/**
 * A document of kwok.x-k8s.io/v1alpha1 as behaviours. Throws BehaviourError, whose path is within the document. Mirrors kwok pkg/kwok/server
 * (getPodLogs and its like): a group that names a container comes before the first that names none.
 */
export function parseKwok(document: Fields): KwokRules {
  const { apiVersion, kind } = document;
  if (!/\/v1alpha1$/.test(String(apiVersion)))
    throw new BehaviourError('apiVersion', 'must be kwok.x-k8s.io/v1alpha1');
  const name = String(kind);
  const note = Object.hasOwn(withoutEffect, name) ? withoutEffect[name] : undefined;
  if (note !== undefined) return { named: false, behaviours: [], note };
  const named = kwokKinds.find((one) => one.name === name);
  const found = named ?? kwokKinds.find((one) => `Cluster${one.name}` === name);
  if (found === undefined) throw new BehaviourError('kind', `must be one of ${kindNames.join(', ')}`);
  const { metadata, spec = {} } = fieldsOf(document, '', [
    'apiVersion',
    'kind',
    'metadata',
    'spec',
    'status',
  ]);
  const fields = fieldsOf(spec, 'spec', [...(named ? [] : ['selector']), found.list]);
  const match = named ? podOf(metadata) : selected(fields.selector);
  const groups = groupsOf(found, fields[found.list]);
  const rules = found.of === 'ports' ? allPorts(groups) : groups;
  const isForAll = rules.some(({ names }) => names.length === 0);
  const rest = named && !isForAll && found.nothing ? [{ names: [], behaviour: found.nothing }] : [];
  const behaviours = [...rules, ...rest].map(({ names, behaviour }) => ({
    match: { ...match, ...(names.length > 0 && { container: names.map(String) }) },
    partial: true,
    ...behaviour,
  }));
  return { named: named !== undefined, behaviours: parseBehaviours(behaviours, 'spec') };
}

const kindNames = [
  ...kwokKinds.flatMap(({ name }) => [name, `Cluster${name}`]),
  // Who plays stages reads it.
  'Stage',
  ...Object.keys(withoutEffect),
];

function podOf(metadata: unknown): BehaviourMatch {
  const { name, namespace = 'default' } = isFields(metadata) ? metadata : {};
  if (typeof name !== 'string') throw new BehaviourError('metadata.name', 'must be the name of a pod');
  return { namespace: String(namespace), name };
}

function selected(selector: unknown = {}): BehaviourMatch {
  const path = 'spec.selector';
  const { matchNamespaces, matchNames } = fieldsOf(selector, path, ['matchNamespaces', 'matchNames']);
  return {
    ...namesIn('namespace', matchNamespaces, `${path}.matchNamespaces`),
    ...namesIn('name', matchNames, `${path}.matchNames`),
  };
}

/** None are all. */
function namesIn(field: 'namespace' | 'name', data: unknown, path: string): BehaviourMatch {
  const names = listOf(data ?? [], path).map(String);
  return names.length === 0 ? {} : { [field]: names };
}

interface Group {
  readonly names: readonly unknown[];
  readonly behaviour: PodBehaviour;
}

/** Those that name something, and then the first that names nothing. */
function groupsOf({ list, of, fields, behaviour }: KwokKind, data: unknown): readonly Group[] {
  const groups = listOf(data ?? [], `spec.${list}`).map((one, at): Group => {
    const path = `spec.${list}[${at}]`;
    const group = fieldsOf(one, path, [of, ...fields]);
    return { names: listOf(group[of] ?? [], `${path}.${of}`), behaviour: behaviour(group, path) };
  });
  const rest = groups.filter(({ names }) => names.length === 0).slice(0, 1);
  return [...groups.filter(({ names }) => names.length > 0), ...rest];
}

/** One rule has all ports of a pod. */
function allPorts(groups: readonly Group[]): readonly Group[] {
  const http = groups.flatMap(({ names, behaviour }) =>
    (behaviour.http ?? []).flatMap((one) =>
      names.length === 0 ? [one] : names.map((port) => ({ ...one, port: Number(port) })),
    ),
  );
  return http.length === 0 ? [] : [{ names: [], behaviour: { http } }];
}
