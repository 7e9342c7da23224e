import type { KubeObject } from '../../../apimachinery/index.ts';
import {
  type Amounts,
  addAmounts,
  compileDeviceExpression,
  listOfAmounts,
  matchesDevice,
  QuotaEvaluators,
} from '../../../component-helpers/index.ts';
import { quotaStatus } from '../../../controllers/resource-quota/usage.ts';
import { AllocatedDevices } from '../../../scheduler/plugins/dynamic-resources/allocator/allocated-devices.ts';
import { AllocationError } from '../../../scheduler/plugins/dynamic-resources/allocator/allocation-error.ts';
import { Allocator } from '../../../scheduler/plugins/dynamic-resources/allocator/allocator.ts';
import { DeviceSelectors } from '../../../scheduler/plugins/dynamic-resources/allocator/device-selectors.ts';
import { sortSlices } from '../../../scheduler/plugins/dynamic-resources/allocator/pools.ts';
import type { RuleSet } from '../kit/rule-cases.ts';
import { type AllocationCase, allocationCases } from './allocation-cases.ts';
import { type QuotaCase, quotaCases } from './quota-cases.ts';
import { type SelectorCase, selectorCases } from './selector-cases.ts';

/** Which devices selectors select, which are allocated to claims, and how quotas count them. */
export const deviceRules: RuleSet = {
  directory: import.meta.dirname,
  prefix: 'devices',
  cases: { selects: selectorCases, allocates: allocationCases, quota: quotaCases },
  ours: (rule, input) => answers[rule]?.(input),
};

const answers: Readonly<Record<string, (input: unknown) => object>> = {
  selects: (input) => selects(input as SelectorCase),
  allocates: (input) => allocates(input as AllocationCase),
  quota: (input) => counts(input as QuotaCase),
};

function selects({ expression, driver, device }: SelectorCase): object {
  const compiled = compileDeviceExpression(expression);
  if ('error' in compiled) return compiled;
  const cost = String(compiled.costMax);
  const matches = matchesDevice(compiled.program, driver, device);
  return typeof matches === 'boolean' ? { cost, matches } : { cost, failure: matches.error };
}

function allocates({ node, classes, slices, allocated, claims }: AllocationCase): object {
  const known = new AllocatedDevices();
  for (const { metadata, status } of allocated) known.set(metadata?.uid ?? '', status?.allocation);
  const allocator = new Allocator({
    slices: sortSlices(slices),
    allocated: known,
    selectors: new DeviceSelectors(),
    classOf: (name) => classes.find(({ metadata }) => metadata?.name === name),
    newShareId: () => 'shared',
  });
  const { name = '', labels = {} } = node.metadata ?? {};
  try {
    const found = allocator.allocate({ name, labels }, claims);
    if (found === undefined) return { results: null };
    return 'reason' in found ? { error: found.reason } : { results: found };
  } catch (error) {
    if (error instanceof AllocationError) return { error: error.message };
    throw error;
  }
}

function counts({ hard, classes, pods, claims }: QuotaCase): object {
  const evaluators = new QuotaEvaluators({
    classes: () => classes,
    pod: (_, name) => pods.find(({ metadata }) => metadata?.name === name),
    claimsOf: () => claims,
  });
  const objects: Readonly<Record<string, readonly KubeObject[]>> = { pods, resourceclaims: claims };
  const counted = evaluators.for(Object.keys(hard)).map((evaluator) => {
    const used: Amounts = new Map();
    for (const one of objects[evaluator.resource] ?? []) addAmounts(used, evaluator.usage(one, 0));
    return { evaluator, used };
  });
  const charged = evaluators.of('resource.k8s.io', 'resourceclaims');
  return {
    used: quotaStatus({ spec: { hard } }, counted).used,
    charges: claims.map((claim) => listOfAmounts(charged?.usage(claim, 0) ?? new Map())),
  };
}
