import { expect, test } from 'vitest';
import type { DiscoveredResource } from '../../client/index.ts';
import { kindsToCheck } from './kinds-to-check.ts';

const more = {
  singularName: '',
  shortNames: [],
  categories: [],
  verbs: [],
  subresources: [],
  namespaced: true,
  listKind: '',
};

const known: readonly DiscoveredResource[] = [
  { ...more, group: '', version: 'v1', kind: 'Pod', resource: 'pods' },
  { ...more, group: 'apps', version: 'v1', kind: 'Deployment', resource: 'deployments' },
  ...Array.from({ length: 12 }, (_, at) => ({
    ...more,
    group: 'many',
    version: 'v1',
    kind: `Kind${String(at).padStart(2, '0')}`,
    resource: `kind${at}s`,
  })),
];

async function named(group: string, version: string, name: string) {
  return known.filter((one) => one.group === group && one.version === version && one.resource === name);
}

const apps = { apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };

async function kindsOf(...resourceRules: readonly object[]): Promise<string[]> {
  const policy = { spec: { matchConstraints: { resourceRules } } };
  return (await kindsToCheck(policy, named)).map(({ kind }) => kind);
}

test.each([
  ['no rules', [], []],
  ['one kind', [apps], ['Deployment']],
  ['two kinds', [apps, { ...apps, apiGroups: [''], resources: ['pods'] }], ['Pod', 'Deployment']],
  ['all resources', [{ ...apps, resources: ['*'] }], []],
  ['subresources', [{ ...apps, resources: ['deployments/scale'] }], []],
  ['all versions', [apps, { ...apps, apiVersions: ['*'] }], ['Deployment']],
  ['what there is not', [{ ...apps, resources: ['nothings'] }], []],
])('%s', async (_, rules, kinds) => {
  expect(await kindsOf(...rules)).toEqual(kinds);
});

test('ten kinds are enough', async () => {
  const resources = known.map(({ resource }) => resource);
  expect(await kindsOf({ ...apps, apiGroups: ['many'], resources }, apps)).toHaveLength(10);
});
