import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type ServedResource, servedResources } from '../../../api/index.ts';
import type { ApiResponse } from '../../../apimachinery/index.ts';
import { customKind } from '../../custom-resources/custom-kinds.ts';
import { widgetDefinition, widgetVersion } from '../../testing/definitions.ts';
import type { DocumentV2 } from './document-v2.ts';
import type { DocumentV3 } from './document-v3.ts';
import { serveOpenApi } from './serve-openapi.ts';

/** The body of a refusal. */
const nothing = { type: 'bytes', bytes: '' };

const kubectlV2 = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

function ask(
  url: string,
  headers: Record<string, string> = {},
  resources: readonly ServedResource[] = servedResources,
) {
  const [path = '', search = ''] = url.split('?');
  return serveOpenApi({ path, query: Object.fromEntries(new URLSearchParams(search)), headers }, resources);
}

function bytesOf(response: ApiResponse | undefined): Uint8Array {
  if (response?.body.type !== 'bytes' || typeof response.body.bytes === 'string') throw new Error('no bytes');
  return response.body.bytes;
}

function jsonOf<T>(response: ApiResponse | undefined): T {
  return JSON.parse(new TextDecoder().decode(bytesOf(response))) as T;
}

interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

describe('/openapi/v2', () => {
  it('is JSON, or protobuf for kubectl', () => {
    const json = ask('/openapi/v2');
    expect(json?.headers['content-type']).toBe('application/json');
    expect(jsonOf<{ swagger: string }>(json).swagger).toBe('2.0');
    const proto = ask('/openapi/v2', { accept: kubectlV2 });
    expect(proto?.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
    expect(bytesOf(proto)[0]).toBe(0x0a);
    expect(proto?.headers.etag).toBe(json?.headers.etag);
  });

  it('is compressed for who accepts that, and not sent to who has it', () => {
    const zipped = ask('/openapi/v2', { 'accept-encoding': 'br, gzip' });
    expect(zipped?.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(bytesOf(zipped)).equals(bytesOf(ask('/openapi/v2')))).toBe(true);
    const again = ask('/openapi/v2', { 'if-none-match': zipped?.headers.etag ?? '' });
    expect(again?.status).toBe(304);
  });

  it('is refused in any other form', () => {
    const refused = ask('/openapi/v2', { accept: 'text/html' });
    expect(refused).toMatchObject({
      status: 406,
      headers: { vary: 'Accept-Encoding, Accept' },
      body: nothing,
    });
  });
});

describe('/openapi/v3', () => {
  it('lists a document for each group version, under a URL that changes with it', () => {
    const { paths } = jsonOf<Index>(ask('/openapi/v3'));
    expect(Object.keys(paths)).toContain('api/v1');
    const url = paths['apis/apps/v1']?.serverRelativeURL ?? '';
    expect(url).toMatch(/^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{128}$/);
    const response = ask(url);
    expect(response?.headers['cache-control']).toBe('public, immutable');
    expect(jsonOf<DocumentV3>(response).openapi).toBe('3.0.0');
  });

  it('sends who asks with an old hash to the new one', () => {
    const { paths } = jsonOf<Index>(ask('/openapi/v3'));
    const moved = ask('/openapi/v3/apis/apps/v1?hash=OLD');
    expect(moved?.status).toBe(301);
    expect(moved?.headers.location).toBe(paths['apis/apps/v1']?.serverRelativeURL);
  });

  it('has the schemas and paths of one group version, and what they refer to', () => {
    const document = jsonOf<DocumentV3>(ask('/openapi/v3/apis/apps/v1'));
    const strategy = document.components.schemas['io.k8s.api.apps.v1.DeploymentSpec']?.properties;
    expect(strategy).toMatchObject({
      strategy: {
        // Its description is the definition's, which kubectl explain would print a second time.
        allOf: [{ $ref: '#/components/schemas/io.k8s.api.apps.v1.DeploymentStrategy' }],
        default: {},
        'x-kubernetes-patch-strategy': 'retainKeys',
      },
    });
    expect(document.components.schemas).toHaveProperty(['io.k8s.api.core.v1.PodSpec']);
    expect(document.components.schemas).not.toHaveProperty(['io.k8s.api.core.v1.Node']);
    const patch = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch;
    expect(patch?.parameters?.map(({ name }) => name)).toContain('fieldValidation');
    expect(patch?.['x-kubernetes-group-version-kind']).toMatchObject({ kind: 'Deployment' });
  });

  it('answers nothing for what is not served', () => {
    expect(ask('/openapi/v3/apis/nope/v1')).toEqual({ status: 404, headers: {}, body: nothing });
    expect(ask('/openapi/v3/')?.status).toBe(404);
    expect(ask('/openapi/v4')).toBeUndefined();
  });

  it('is JSON, not compressed, and its index is a text for whoever asks', () => {
    const html = { accept: 'text/html', 'accept-encoding': 'gzip' };
    expect(ask('/openapi/v3', html)?.headers).toEqual({ 'content-type': 'text/plain; charset=utf-8' });
    expect(ask('/openapi/v3/api/v1', html)).toEqual({
      status: 406,
      headers: { vary: 'Accept' },
      body: nothing,
    });
    const document = ask('/openapi/v3/api/v1', { 'accept-encoding': 'gzip' });
    expect(document?.headers).toMatchObject({ 'content-type': 'application/json', vary: 'Accept' });
    expect(jsonOf<DocumentV3>(document).openapi).toBe('3.0.0');
  });

  it('is protobuf for who asks for that, under the same URL', () => {
    const [asked, given] = ['@', '.'].map(
      (mark) => `application/com.github.proto-openapi.spec.v3${mark}v1.0+protobuf`,
    );
    const json = ask('/openapi/v3/apis/apps/v1');
    const proto = ask('/openapi/v3/apis/apps/v1', { accept: asked ?? '' });
    expect(proto?.headers).toEqual({ ...json?.headers, 'content-type': given });
    expect(Buffer.from(bytesOf(proto)).subarray(0, 7).toString()).toBe('\n\x053.0.0');
    expect(bytesOf(ask('/openapi/v3/apis/apps/v1', { accept: given ?? '' }))).toBe(bytesOf(proto));
  });
});

describe('a custom resource', () => {
  const port = { 'x-kubernetes-int-or-string': true };
  const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { size: port } };
  const maybe = { type: 'object', nullable: true, properties: { a: { type: 'string' } } };
  const kept = { type: 'array', 'x-kubernetes-preserve-unknown-fields': true };
  const spec = {
    type: 'object',
    properties: { port, embedded, maybe, kept, color: { type: 'string', default: 'red' } },
  };
  const version = widgetVersion('v1', {
    schema: { openAPIV3Schema: { type: 'object', properties: { spec } } },
  });
  const { resource } = customKind(widgetDefinition(), version, {
    kind: 'Widget',
    plural: 'widgets',
    listKind: 'WidgetList',
  });
  const resources = [...servedResources, resource];
  const marks = {
    'x-kubernetes-group-version-kind': [{ group: 'example.com', kind: 'Widget', version: 'v1' }],
    'x-kubernetes-selectable-fields': [{ fieldPath: 'spec.color' }],
  };
  const text = { type: 'string', description: expect.any(String) };
  const metadataText = expect.stringContaining('metadata');

  it('is described by what it declares, and what all objects have', () => {
    const document = jsonOf<DocumentV3>(ask('/openapi/v3/apis/example.com/v1', {}, resources));
    const $ref = '#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    const types = {
      apiVersion: text,
      kind: text,
      metadata: { description: metadataText, allOf: [{ $ref }] },
    };
    const either = { ...port, anyOf: [{ type: 'integer' }, { type: 'string' }] };
    expect(document.info.title).toBe('Kubernetes CRD Swagger');
    expect(document.components.schemas['com.example.v1.Widget']).toEqual({
      type: 'object',
      properties: {
        ...types,
        spec: {
          type: 'object',
          properties: {
            port: either,
            embedded: {
              ...embedded,
              properties: { size: either, ...types },
              required: ['kind', 'apiVersion'],
            },
            maybe,
            kept,
            color: { type: 'string', default: 'red' },
          },
        },
      },
      ...marks,
    });
    expect(document.components.schemas['com.example.v1.WidgetList']).toMatchObject({
      description: 'WidgetList is a list of Widget',
      properties: { items: { items: { $ref: '#/components/schemas/com.example.v1.Widget' } } },
    });
    const patch = document.paths['/apis/example.com/v1/namespaces/{namespace}/widgets/{name}']?.patch;
    expect(Object.keys(patch?.requestBody?.content ?? {})).toEqual([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ]);
  });

  it('is described in v2 as far as kubectl can read it', () => {
    const { definitions } = jsonOf<DocumentV2>(ask('/openapi/v2', {}, resources));
    const $ref = '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
    const types = { apiVersion: text, kind: text, metadata: { description: metadataText, $ref } };
    expect(definitions['com.example.v1.Widget']).toEqual({
      type: 'object',
      properties: {
        ...types,
        spec: {
          type: 'object',
          properties: {
            port,
            embedded: { ...embedded, properties: { size: port, ...types }, required: ['kind', 'apiVersion'] },
            maybe: {},
            kept: { 'x-kubernetes-preserve-unknown-fields': true },
            color: { type: 'string' },
          },
        },
      },
      ...marks,
    });
  });
});
