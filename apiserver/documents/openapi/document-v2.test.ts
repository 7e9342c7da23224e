import { describe, expect, it } from 'vitest';
import { servedResources } from '../../../api/index.ts';
import { documentV2 } from './document-v2.ts';

const document = documentV2(servedResources);
const deployment = '/apis/apps/v1/namespaces/{namespace}/deployments/{name}';
const gvk = 'x-kubernetes-group-version-kind';

describe('the definitions of an OpenAPI v2 document', () => {
  it('name the kinds they are the schema of', () => {
    expect(document.definitions['io.k8s.api.apps.v1.Deployment']?.[gvk]).toEqual([
      { group: 'apps', kind: 'Deployment', version: 'v1' },
    ]);
    expect(document.definitions['io.k8s.api.apps.v1.DeploymentList']?.[gvk]).toEqual([
      { group: 'apps', kind: 'DeploymentList', version: 'v1' },
    ]);
    expect(document.definitions['io.k8s.api.autoscaling.v1.Scale']?.[gvk]).toEqual([
      { group: 'autoscaling', kind: 'Scale', version: 'v1' },
    ]);
    expect(document.definitions['io.k8s.api.apps.v1.DeploymentSpec']).not.toHaveProperty(gvk);
  });

  it('say how lists are merged, beside the reference', () => {
    const properties = document.definitions['io.k8s.api.core.v1.PodSpec']?.properties;
    expect(properties).toMatchObject({
      containers: {
        type: 'array',
        items: { $ref: '#/definitions/io.k8s.api.core.v1.Container' },
        'x-kubernetes-patch-strategy': 'merge',
        'x-kubernetes-patch-merge-key': 'name',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
      },
      nodeSelector: { type: 'object', additionalProperties: { type: 'string' } },
    });
    expect(document.definitions['io.k8s.api.apps.v1.DeploymentSpec']).toMatchObject({
      required: ['selector', 'template'],
      properties: {
        strategy: {
          $ref: '#/definitions/io.k8s.api.apps.v1.DeploymentStrategy',
          'x-kubernetes-patch-strategy': 'retainKeys',
        },
      },
    });
  });

  it('know quantities, times and int-or-strings by name', () => {
    const port = document.definitions['io.k8s.api.core.v1.ServicePort']?.properties;
    expect(port).toMatchObject({
      targetPort: { $ref: '#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString' },
    });
    expect(document.definitions['io.k8s.apimachinery.pkg.apis.meta.v1.Time']).toMatchObject({
      type: 'string',
      format: 'date-time',
    });
  });

  it('are all there that are referred to', () => {
    const referred = JSON.stringify(document).match(/#\/definitions\/[^"]+/g) ?? [];
    const missing = new Set(referred.map((ref) => ref.slice('#/definitions/'.length)));
    for (const name of Object.keys(document.definitions)) missing.delete(name);
    expect([...missing]).toEqual([]);
  });

  it('document their fields', () => {
    expect(document.definitions['io.k8s.api.core.v1.PodSpec']?.description).toMatch(/pod/);
    expect(document.definitions['io.k8s.api.core.v1.PodSpec']?.properties).toMatchObject({
      nodeName: { description: expect.stringMatching(/node/) },
    });
  });
});

describe('the paths of an OpenAPI v2 document', () => {
  it('have the operations of their verbs under the names of Kubernetes', () => {
    const { get, put, patch, delete: remove, post } = document.paths[deployment] ?? {};
    const operations = [get, put, patch, remove].map((operation) => operation?.operationId);
    expect(operations).toEqual([
      'readAppsV1NamespacedDeployment',
      'replaceAppsV1NamespacedDeployment',
      'patchAppsV1NamespacedDeployment',
      'deleteAppsV1NamespacedDeployment',
    ]);
    expect(post).toBeUndefined();
    expect(document.paths['/api/v1/nodes']?.post?.operationId).toBe('createCoreV1Node');
    expect(document.paths['/apis/apps/v1/deployments']?.get?.operationId).toBe(
      'listAppsV1DeploymentForAllNamespaces',
    );
    expect(document.paths[`${deployment}/scale`]?.patch).toMatchObject({
      'x-kubernetes-action': 'patch',
      [gvk]: { group: 'autoscaling', kind: 'Scale', version: 'v1' },
    });
  });

  it('tell kubectl that a PATCH can be validated and tried', () => {
    const patch = document.paths[deployment]?.patch;
    const names = patch?.parameters.map(({ name }) => name);
    expect(names).toEqual(['body', 'dryRun', 'fieldManager', 'fieldValidation', 'force']);
    expect(patch?.[gvk]).toEqual({ group: 'apps', kind: 'Deployment', version: 'v1' });
    expect(patch?.consumes).toContain('application/strategic-merge-patch+json');
  });

  it('connect to streams', () => {
    expect(document.paths['/api/v1/namespaces/{namespace}/pods/{name}/exec']?.post).toMatchObject({
      operationId: 'connectCoreV1PostNamespacedPodExec',
      'x-kubernetes-action': 'connect',
    });
  });
});
