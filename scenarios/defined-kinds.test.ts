import { expect, test } from 'vitest';
import { parseScenarios } from './parse.ts';
import { runScenario } from './run-scenario.ts';

const text = `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: widgets}
spec:
  cluster: {nodes: 1}
  steps:
  - apply:
      resource:
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {kind: Widget, plural: widgets}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec:
                    type: object
                    properties: {size: {type: integer}, color: {type: string, default: grey}}
                  status: {type: object, x-kubernetes-preserve-unknown-fields: true}
  - assert:
      resource:
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        status: {conditions: [{type: NamesAccepted, status: "True"}, {type: Established, status: "True"}]}
  - apply:
      resource: {apiVersion: example.com/v1, kind: Widget, metadata: {name: one}, spec: {size: 1}}
  - apply:
      resource: {apiVersion: example.com/v1, kind: Widget, metadata: {name: one}, spec: {size: 2}}
  - assert:
      resource: {apiVersion: example.com/v1, kind: Widget, metadata: {name: one, generation: 2}, spec: {size: 2, color: grey}}
  - delete: {ref: {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, name: widgets.example.com}}
`;

test('a scenario defines a kind, and then has objects of it', async () => {
  const [scenario] = parseScenarios(text, 'widgets.yaml');
  if (scenario === undefined) throw new Error('no scenario');
  const result = await runScenario(scenario, { seed: 1 });
  expect(result.failure).toBeUndefined();
  expect(result.passed).toBe(true);
  const again = await runScenario(scenario, { seed: 1 });
  expect(again.digest).toBe(result.digest);
});

test('what nobody defines is told before anything runs', () => {
  const wrong = text.replaceAll('v1, kind: Widget', 'v1, kind: Gadget');
  expect(() => parseScenarios(wrong, 'widgets.yaml')).toThrow(
    'no kind "Gadget" is served in apiVersion "example.com/v1"',
  );
});
