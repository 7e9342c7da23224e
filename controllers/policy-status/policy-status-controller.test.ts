import { expect, it } from 'vitest';
import { admissionregistrationV1, apiextensionsV1 } from '../../api/index.ts';
import { widgetDefinition } from '../../apiserver/testing/definitions.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addPolicyStatusController } from './policy-status-controller.ts';

const type = admissionregistrationV1.validatingAdmissionPolicies;

function policy(rule: object, expression: string) {
  const resourceRules = [{ operations: ['CREATE'], ...rule }];
  return {
    metadata: { name: 'p' },
    spec: { matchConstraints: { resourceRules }, validations: [{ expression }] },
  };
}

const deployments = { apiGroups: ['apps'], apiVersions: ['v1'], resources: ['deployments'] };

it('says what is wrong with a policy, and again when it has changed', async () => {
  const { run, client, simulation } = await openControllerWorld(addPolicyStatusController);
  await run(() => client.create(type, policy(deployments, 'object.spec.replica > 1')));
  await simulation.settle();
  const first = await run(() => client.get(type, { name: 'p' }));
  expect(first.status).toEqual({
    observedGeneration: 1,
    typeChecking: {
      expressionWarnings: [
        {
          fieldRef: 'spec.validations[0].expression',
          warning:
            "apps/v1, Kind=Deployment: ERROR: <input>:1:12: undefined field 'replica'\n | object.spec.replica > 1\n | ...........^\n",
        },
      ],
    },
  });
  expect(
    first.metadata?.managedFields?.map(({ manager, subresource }) => [manager, subresource]),
  ).toContainEqual(['validatingadmissionpolicy-status', 'status']);
  const spec = policy(deployments, 'object.spec.replicas > 1').spec;
  await run(() => client.update(type, { ...first, spec }));
  await simulation.settle();
  const second = await run(() => client.get(type, { name: 'p' }));
  expect(second.status).toEqual({ observedGeneration: 2, typeChecking: {} });
});

it('knows what definitions declare', async () => {
  const { run, client, simulation } = await openControllerWorld(addPolicyStatusController);
  const definition = widgetDefinition();
  await run(() => client.create(apiextensionsV1.customResourceDefinitions, definition));
  await simulation.settle();
  const { group, names } = definition.spec;
  const rule = { apiGroups: [group], apiVersions: ['v1'], resources: [names.plural] };
  await run(() =>
    client.create(type, policy(rule, "object.metadata.labels['a'] == 'b' && object.spec.sizes > 1")),
  );
  await simulation.settle();
  const { status } = await run(() => client.get(type, { name: 'p' }));
  expect(status?.typeChecking?.expressionWarnings?.[0]?.warning).toContain("undefined field 'sizes'");
  expect(status?.typeChecking?.expressionWarnings?.[0]?.warning).not.toContain("labels'");
});
