import type { Draw } from './draw.ts';

const patchTypes = ['json-patch', 'merge-patch', 'strategic-merge-patch'].map(
  (type) => `application/${type}+json`,
);
const oddTypes = [
  'text/plain',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'application/apply-patch+yaml',
  '',
  ';',
  'constructor',
  'application/json; charset=utf-16',
];
const accepts = [
  'application/json;as=Table;v=v1;g=meta.k8s.io',
  'application/yaml',
  'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  'text/html',
  ';;;=,',
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
];

export function headersOf(method: string, draw: Draw): Record<string, string> {
  const type = draw.oneIn(20)
    ? draw.pick(oddTypes)
    : method === 'PATCH'
      ? draw.pick(patchTypes)
      : 'application/json';
  return { 'content-type': type, ...(draw.oneIn(4) ? { accept: draw.pick(accepts) } : {}) };
}

const parameters = [
  'limit',
  'continue',
  'timeoutSeconds',
  'fieldSelector',
  'labelSelector',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'watch',
  'allowWatchBookmarks',
  'gracePeriodSeconds',
  'propagationPolicy',
  'orphanDependents',
  'dryRun',
  'fieldManager',
  'fieldValidation',
  'force',
  'pretty',
  'includeObject',
];
const parameterValues = [
  '',
  '0',
  '1',
  '-1',
  '1.5',
  'true',
  'false',
  'x',
  '9007199254740993',
  '18446744073709551616',
  '99999999999999999999',
  '1e3',
  'All',
  'Strict',
  'Ignore',
  'Exact',
  'NotOlderThan',
  'Background',
  'Orphan',
  'metadata.name=a',
  'a in (b,',
  '!',
  '\ud800',
  '\u0000',
  'constructor=a',
  '__proto__',
  token({ rv: 1.5, start: 'a' }),
  token({ rv: 1, start: '../x' }),
  token({ rv: 'x', start: 5 }),
  token([]),
  token({ v: {}, rv: -1, start: 'a' }),
  token({ rv: 2 ** 60, start: 'a' }),
  token({ rv: 3, start: 'default/a\u0000' }),
];

function token(fields: object): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', ...fields })).toString('base64url');
}

export function queryOf(draw: Draw): Record<string, string> {
  if (!draw.oneIn(3)) return {};
  return Object.fromEntries(
    Array.from({ length: 1 + draw.below(3) }, () => [draw.pick(parameters), draw.pick(parameterValues)]),
  );
}
