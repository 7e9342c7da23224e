import { expect, test } from 'vitest';
import { applyFacts } from './apply-facts.ts';
import { kindOf } from './definition-names.ts';
import { parseModel } from './models.ts';
import { parseOperations } from './operations.ts';
import { constantKey } from './write-resources.ts';
import { typesFile } from './write-types.ts';

const widget = parseModel({
  name: 'V1Widget',
  js: `V1Widget.attributeTypeMap = [
    { "name": "_default", "baseName": "default", "type": "any", "format": "" },
    { "name": "ports", "baseName": "ports", "type": "Array<V1Port>", "format": "" },
    { "name": "at", "baseName": "at", "type": "{ [key: string]: Date; }", "format": "date-time" }
];`,
  declaration: `/**
* A widget\\'s parts.
*/
export declare class V1Widget {
    '_default'?: any;
    /**
    * Where it listens. Ends with *_/.
    */
    'ports': Array<V1Port>;
    'at'?: {
        [key: string]: Date;
    };
    static readonly attributeTypeMap: Array<{
        name: string;
    }>;
}
`,
});

test('a model is read with the names of JSON, its types, docs and what it requires', () => {
  expect(widget).toEqual({
    name: 'V1Widget',
    description: "A widget's parts.",
    fields: [
      { name: 'default', type: { kind: 'name', name: 'any' }, format: '', required: false, description: '' },
      {
        name: 'ports',
        type: { kind: 'list', of: { kind: 'name', name: 'V1Port' } },
        format: '',
        required: true,
        description: 'Where it listens. Ends with */.',
      },
      {
        name: 'at',
        type: { kind: 'map', of: { kind: 'name', name: 'Date' } },
        format: 'date-time',
        required: false,
        description: '',
      },
    ],
  });
});

test('a model becomes a readonly interface, with times as strings', () => {
  const text = typesFile([widget], new Map());
  expect(text).toContain(`/** A widget's parts. */
export interface V1Widget {
  readonly default?: unknown;
  /** Where it listens. Ends with *\\/. */
  readonly ports: readonly V1Port[];
  readonly at?: Readonly<Record<string, string>>;
}`);
});

test('an operation is read with its path, method and bodies', () => {
  const [operation, ...others] = parseOperations({
    name: 'AppsV1',
    js: `class AppsV1ApiRequestFactory {
    async listThing(namespace) {
        const localVarPath = '/apis/apps/v1/namespaces/{namespace}/things'
            .replace('x', 'y');
        const requestContext = _config.baseServer.makeRequestContext(localVarPath, HttpMethod.GET);
        requestContext.setQueryParam("watch", 1);
    }
    async getAPIResources() {
        const localVarPath = '/apis/apps/v1/';
        const requestContext = _config.baseServer.makeRequestContext(localVarPath, HttpMethod.GET);
    }
}
export class AppsV1ApiResponseProcessor {`,
    declaration: `
    listThing(namespace: string): Promise<RequestContext>;
    listThingWithHttpInfo(response: ResponseContext): Promise<HttpInfo<V1ThingList>>;`,
  });
  expect(others).toEqual([]);
  expect(operation).toEqual({
    api: 'AppsV1',
    group: 'apps',
    version: 'v1',
    path: 'namespaces/{namespace}/things',
    method: 'GET',
    watch: true,
    answer: 'V1ThingList',
  });
});

test.each([
  ['ReplicaSet', 'replicasets', 'replicaSets'],
  ['NetworkPolicy', 'networkpolicies', 'networkPolicies'],
  ['CSIStorageCapacity', 'csistoragecapacities', 'csiStorageCapacities'],
  ['IPAddress', 'ipaddresses', 'ipAddresses'],
  ['ServiceCIDR', 'servicecidrs', 'serviceCIDRs'],
  ['Endpoints', 'endpoints', 'endpoints'],
])('the constant of %s is %s with capitals', (kind, resource, key) => {
  expect(constantKey(kind, resource)).toBe(key);
});

test('kinds are the models without group and version', () => {
  expect(['V1Pod', 'CoreV1Event', 'V1beta1IPAddress', 'V2MetricSpec', 'VersionInfo'].map(kindOf)).toEqual([
    'Pod',
    'Event',
    'IPAddress',
    'MetricSpec',
    'VersionInfo',
  ]);
});

test('a fact about what does not exist stops the generator', () => {
  expect(() => applyFacts({})).toThrow(/^a fact is about the definition .*, which does not exist$/);
});
