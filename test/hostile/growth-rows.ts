import { deviceRows } from './device-rows.ts';
import { collection, create, finalizers, type GrowthRow, json, many } from './growth-row.ts';
import { objectRows } from './object-rows.ts';
import { patchRows } from './patch-rows.ts';
import { textRows } from './text-rows.ts';

function query(name: string, resource: string, parameters: (n: number) => Record<string, string>): GrowthRow {
  return {
    name: `query: ${name}`,
    request: (n) => ({ method: 'GET', path: collection(resource), query: parameters(n) }),
  };
}

function header(name: string, accept: (n: number) => string): GrowthRow {
  return {
    name: `header: ${name}`,
    request: (n) => ({ method: 'GET', path: collection('pods'), headers: { accept: accept(n) } }),
  };
}

const otherRows: readonly GrowthRow[] = [
  query('labelSelector', 'pods', (n) => ({ labelSelector: many(n, (i) => `a!=v${i}`).join(',') })),
  query('labelSelector in', 'pods', (n) => ({ labelSelector: `a in (${many(n, (i) => `v${i}`)})` })),
  query('labelSelector spaces', 'pods', (n) => ({ labelSelector: `a${' '.repeat(n)}in` })),
  query('labelSelector a long key', 'pods', (n) => ({ labelSelector: 'a.'.repeat(n) })),
  query('fieldSelector', 'pods', (n) => ({
    fieldSelector: many(n, (i) => `metadata.name!=v${i}`).join(','),
  })),
  query('fieldSelector escapes', 'pods', (n) => ({ fieldSelector: `metadata.name=${'\\\\'.repeat(n)}` })),
  query('continue', 'pods', (n) => ({ continue: 'A'.repeat(n) })),
  query('continue start', 'pods', (n) => ({
    limit: '1',
    continue: Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: -1, start: 'a/'.repeat(n) })).toString(
      'base64url',
    ),
  })),
  query('resourceVersion', 'pods', (n) => ({ resourceVersion: '9'.repeat(n) })),
  query('limit', 'pods', (n) => ({ limit: '9'.repeat(n) })),
  header('clauses', (n) => many(n, () => 'text/html').join(',')),
  header('parameters', (n) => `application/json${';a=b'.repeat(n)}`),
  header('spaces', (n) => `application/json${' '.repeat(n)};q=1`),
  {
    name: 'path: segments',
    request: (n) => ({ method: 'GET', path: `/api/v1/namespaces${'/a'.repeat(n)}` }),
  },
  {
    name: 'path: escapes',
    request: (n) => ({ method: 'GET', path: `/api/v1/namespaces/${'%61'.repeat(n)}` }),
  },
  { name: 'path: openapi', request: (n) => ({ method: 'GET', path: `/openapi/v3/${'a/'.repeat(n)}` }) },
  query('fieldManager', 'pods', (n) => ({ fieldManager: 'é'.repeat(n) })),
  {
    name: 'deletion: finalizers',
    before: (n) => ({ ...create('configmaps', finalizers(n)), query: {} }),
    request: () => ({
      method: 'DELETE',
      path: `${collection('configmaps')}/a`,
      query: { dryRun: 'All', propagationPolicy: 'Foreground' },
    }),
  },
  {
    name: 'replacement: finalizers of what is being deleted',
    before: (n) => ({ ...create('configmaps', finalizers(n)), query: {} }),
    request: (n) => ({
      method: 'PUT',
      path: `${collection('configmaps')}/a`,
      query: { dryRun: 'All' },
      headers: json,
      body: JSON.stringify({ metadata: { name: 'a', finalizers: many(n, (i) => `a.io/g${i}`) } }),
    }),
  },
];

/** Every parser and every rule that looks at what a request brings. */
export const growthRows: readonly GrowthRow[] = [
  ...objectRows,
  ...deviceRows,
  ...textRows,
  ...patchRows,
  ...otherRows,
];
