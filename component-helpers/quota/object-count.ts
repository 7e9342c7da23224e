import { quantityOf } from '../../apimachinery/index.ts';
import { countName, type QuotaEvaluator } from './evaluator.ts';

const one = quantityOf(1);

/** What there is a name for from before there were names for all. */
const oldNames: Readonly<Record<string, string>> = {
  configmaps: 'configmaps',
  resourcequotas: 'resourcequotas',
  replicationcontrollers: 'replicationcontrollers',
  secrets: 'secrets',
};

/** Counts the objects of any resource. Mirrors k8s.io/apiserver pkg/quota/v1/generic (NewObjectCountEvaluator). */
export function objectCount(group: string, resource: string): QuotaEvaluator {
  const old = group === '' ? oldNames[resource] : undefined;
  const names = [countName(group, resource), ...(old === undefined ? [] : [old])];
  return {
    group,
    resource,
    matching: (asked) => asked.filter((name) => names.includes(name)),
    usage: () => new Map(names.map((name) => [name, one])),
    handles: ({ operation, subresource }) => operation === 'CREATE' && subresource === '',
  };
}

/** The resource that a name in a quota counts the objects of; undefined: it is another sort of name. */
export function countedResource(
  name: string,
): { readonly group: string; readonly resource: string } | undefined {
  if (name in oldNames) return { group: '', resource: name };
  if (!name.startsWith('count/')) return undefined;
  const [resource = '', ...group] = name.slice('count/'.length).split('.');
  return { group: group.join('.'), resource };
}
