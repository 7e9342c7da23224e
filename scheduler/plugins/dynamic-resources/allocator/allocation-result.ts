import type {
  ResourceV1ResourceClaim,
  V1AllocationResult,
  V1DeviceAllocationConfiguration,
  V1DeviceRequestAllocationResult,
  V1NodeSelector,
  V1NodeSelectorRequirement,
} from '../../../../api/index.ts';
import { AllocationError } from './allocation-error.ts';
import type { FoundDevice } from './device-search.ts';
import type { WantedDevices } from './requests.ts';

/** What is written into a claim's status. Mirrors structured/internal/incubating (Allocate). Throws AllocationError. */
export function allocationResult(
  claim: ResourceV1ResourceClaim,
  found: readonly FoundDevice[],
  nodeName: string,
  newShareId: () => string,
): V1AllocationResult {
  const wanted = [...new Set(found.map((one) => one.wanted))];
  const config = [...classConfig(wanted), ...claimConfig(claim, wanted)];
  const nodeSelector = nodeSelectorOf(claim, found, nodeName);
  return {
    devices: {
      results: found.map((one) => resultOf(one, newShareId)),
      ...(config.length > 0 && { config }),
    },
    ...(nodeSelector && { nodeSelector }),
  };
}

function resultOf({ wanted, offered, consumed }: FoundDevice, newShareId: () => string) {
  const { device, slice } = offered;
  const { bindingConditions, bindingFailureConditions } = device;
  const { adminAccess, tolerations } = wanted.spec;
  const amounts = [...(consumed ?? [])].map(([name, amount]) => [name, amount.toString()] as const);
  const result: V1DeviceRequestAllocationResult = {
    request: wanted.name,
    driver: slice.spec.driver,
    pool: slice.spec.pool.name,
    device: device.name,
    ...(adminAccess === true && { adminAccess }),
    ...(tolerations && { tolerations }),
    ...(bindingConditions && { bindingConditions }),
    ...(bindingFailureConditions && { bindingFailureConditions }),
    ...(consumed && { shareID: newShareId() }),
    ...(amounts.length > 0 && { consumedCapacity: Object.fromEntries(amounts) }),
  };
  return result;
}

/** The configuration of each class, with the requests that it is for. */
function classConfig(wanted: readonly WantedDevices[]): readonly V1DeviceAllocationConfiguration[] {
  const names = [...new Set(wanted.map(({ spec }) => spec.deviceClassName))];
  return names.flatMap((name) => {
    const ofClass = wanted.filter(({ spec }) => spec.deviceClassName === name);
    const requests = ofClass.map((one) => one.name);
    const config = ofClass[0]?.deviceClass.spec.config ?? [];
    return config.map((one) => ({ source: 'FromClass', requests, ...one }));
  });
}

/** The claim's own, as far as it is for something that was found; once for each request it names. */
function claimConfig(
  { spec }: ResourceV1ResourceClaim,
  wanted: readonly WantedDevices[],
): readonly V1DeviceAllocationConfiguration[] {
  return (spec.devices?.config ?? []).flatMap((config) => {
    const { requests = [] } = config;
    const own = { source: 'FromClaim', ...config };
    if (requests.length === 0) return [own];
    return wanted
      .filter(({ request, name }) => requests.includes(request) || requests.includes(name))
      .map(() => own);
  });
}

/** Where the devices can be reached. Mirrors createNodeSelector. */
function nodeSelectorOf(
  { metadata }: ResourceV1ResourceClaim,
  found: readonly FoundDevice[],
  nodeName: string,
): V1NodeSelector | undefined {
  const fields: V1NodeSelectorRequirement[] = [];
  const expressions: V1NodeSelectorRequirement[] = [];
  for (const { offered } of found) {
    const { device, slice } = offered;
    const { nodeName: only, nodeSelector } = slice.spec.perDeviceNodeSelection === true ? device : slice.spec;
    if (only !== undefined || device.bindsToNode === true) return onlyOn(nodeName);
    const [term, ...more] = nodeSelector?.nodeSelectorTerms ?? [];
    if (more.length > 0) {
      const says = `unsupported ResourceSlice.NodeSelector with ${more.length + 1} terms`;
      throw new AllocationError(`create NodeSelector for claim ${metadata?.name}: ${says}`);
    }
    addNew(fields, term?.matchFields);
    addNew(expressions, term?.matchExpressions);
  }
  if (fields.length + expressions.length === 0) return undefined;
  const term = {
    ...(expressions.length > 0 && { matchExpressions: expressions }),
    ...(fields.length > 0 && { matchFields: fields }),
  };
  return { nodeSelectorTerms: [term] };
}

function onlyOn(nodeName: string): V1NodeSelector {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  return { nodeSelectorTerms: [{ matchFields }] };
}

function addNew(to: V1NodeSelectorRequirement[], from: readonly V1NodeSelectorRequirement[] = []): void {
  for (const one of from) if (!to.some((known) => isSame(known, one))) to.push(one);
}

function isSame(a: V1NodeSelectorRequirement, b: V1NodeSelectorRequirement): boolean {
  const [left, right] = [new Set(a.values), new Set(b.values)];
  const sameValues = left.size === right.size && [...left].every((value) => right.has(value));
  return a.key === b.key && a.operator === b.operator && sameValues;
}
