import fc from 'fast-check';
import type {
  ResourceV1ResourceClaim,
  V1Device,
  V1DeviceClaim,
  V1DeviceClass,
  V1DeviceRequest,
  V1ExactDeviceRequest,
  V1Node,
  V1ResourceSlice,
} from '../../../api/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';

/** What a pod's claims ask for, and what a cluster has. */
export interface AllocationCase {
  readonly node: V1Node;
  readonly classes: readonly V1DeviceClass[];
  readonly slices: readonly V1ResourceSlice[];
  readonly allocated: readonly ResourceV1ResourceClaim[];
  readonly claims: readonly ResourceV1ResourceClaim[];
}

const drivers = ['a.example.com', 'b.example.com'] as const;
const node: V1Node = { metadata: { name: 'node-1', labels: { zone: 'z1' } } };
const selector = (text: string) => [{ cel: { expression: text } }];
const opaque = (driver: string) => ({ opaque: { driver, parameters: { of: driver } } });

const classes: readonly V1DeviceClass[] = [
  { metadata: { name: 'any' }, spec: { config: [opaque('any')] } },
  { metadata: { name: 'a' }, spec: { selectors: selector(`device.driver == "${drivers[0]}"`) } },
  {
    metadata: { name: 'big' },
    spec: {
      selectors: selector('device.attributes[device.driver].size > 1'),
      config: [opaque('x'), opaque('y')],
    },
  },
];

/** What it wants to be, now and then. */
const sometimes = <T>(value: fc.Arbitrary<T>, weight = 3): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

/** Without fields that are undefined. */
const defined = <T extends object>(object: { readonly [Field in keyof T]: T[Field] | undefined }): T =>
  JSON.parse(JSON.stringify(object)) as T;

const taint = fc.record({
  key: fc.constantFrom('broken', 'slow'),
  effect: fc.constantFrom('NoSchedule', 'NoExecute', 'None'),
});

const terms = (value: string) => ({
  nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [value] }] }],
});

const device = (name: string): fc.Arbitrary<V1Device> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 3 }),
      group: sometimes(fc.constantFrom('g1', 'g2'), 0),
      taints: sometimes(fc.array(taint, { minLength: 1, maxLength: 2 }), 5),
      shared: fc.oneof(
        { weight: 3, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      policy: sometimes(
        fc.constantFrom(
          { default: '2', validRange: { min: '2', max: '6', step: '2' } },
          { default: '3', validValues: ['3', '5'] },
        ),
        1,
      ),
      counters: sometimes(fc.integer({ min: 1, max: 3 })),
      binding: sometimes(fc.constant(['ready']), 8),
      bindsToNode: sometimes(fc.constant(true), 8),
    })
    .map(({ size, group, taints, shared, policy, counters, binding, bindsToNode }) =>
      defined<V1Device>({
        name,
        attributes: { size: { int: size }, ...(group && { 'shared.example.com/group': { string: group } }) },
        capacity: { memory: { value: '8', ...(shared && policy && { requestPolicy: policy }) } },
        taints,
        ...(shared && { allowMultipleAllocations: true }),
        ...(counters && {
          consumesCounters: [{ counterSet: 'set', counters: { units: { value: String(counters) } } }],
        }),
        ...(binding && { bindingConditions: binding, bindingFailureConditions: ['failed'] }),
        bindsToNode,
      }),
    );

interface Place {
  readonly nodeName?: string;
  readonly allNodes?: boolean;
  readonly nodeSelector?: object;
}

const place = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Place>({ nodeName: 'node-1' }) },
  { weight: 1, arbitrary: fc.constantFrom<Place>({ nodeName: 'node-2' }, { allNodes: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Place>({ nodeSelector: terms('z1') }, { nodeSelector: terms('z2') }),
  },
);

const pool = (driver: string, name: string): fc.Arbitrary<readonly V1ResourceSlice[]> =>
  fc
    .record({
      where: place,
      count: fc.integer({ min: 1, max: 4 }),
      devices: fc.tuple(...[0, 1, 2, 3].map((at) => device(`${name}-${at}`))),
      units: fc.integer({ min: 2, max: 6 }),
      flaw: sometimes(fc.constantFrom('incomplete', 'twice', 'old', 'no counters'), 12),
    })
    .map(({ where, count, devices, units, flaw }) => {
      const used = devices.slice(0, count);
      const counters = flaw !== 'no counters' && used.some(({ consumesCounters }) => consumesCounters);
      const pool = {
        name,
        generation: 2,
        resourceSliceCount: (counters ? 2 : 1) + (flaw === 'incomplete' ? 1 : 0),
      };
      const slice = (suffix: string, spec: object, generation = 2): V1ResourceSlice => ({
        metadata: { name: `${driver}-${name}-${suffix}` },
        spec: { driver, pool: { ...pool, generation }, ...spec } as V1ResourceSlice['spec'],
      });
      const listed = flaw === 'twice' ? [...used, ...used.slice(0, 1)] : used;
      return [
        slice('devices', { ...where, devices: listed }),
        ...(flaw === 'old' ? [slice('old', { ...where, devices: [{ name: 'old' }] }, 1)] : []),
        ...(counters
          ? [
              slice('counters', {
                sharedCounters: [{ name: 'set', counters: { units: { value: String(units) } } }],
              }),
            ]
          : []),
      ];
    });

const allocatedOf = (
  slices: readonly V1ResourceSlice[],
  take: readonly boolean[],
): ResourceV1ResourceClaim[] => {
  const offered = slices.flatMap(({ spec }) => (spec.devices ?? []).map((one) => ({ one, spec })));
  const taken = offered.filter((_, at) => take[at] === true);
  const results = taken.map(({ one, spec }) => ({
    request: 'r',
    driver: spec.driver,
    pool: spec.pool.name,
    device: one.name,
    ...(one.allowMultipleAllocations && { shareID: 'share', consumedCapacity: { memory: '4' } }),
  }));
  const status = { allocation: { devices: { results } } };
  return [{ metadata: { name: 'others', namespace: 'default' }, spec: {}, status }];
};

const exact: fc.Arbitrary<V1ExactDeviceRequest> = fc
  .record({
    deviceClassName: fc.constantFrom('any', 'any', 'a', 'big'),
    all: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    count: fc.integer({ min: 1, max: 3 }),
    selectors: sometimes(
      fc.constantFrom(
        ...['device.attributes[device.driver].size == 2', 'device.allowMultipleAllocations'],
        ...['!device.allowMultipleAllocations', 'device.attributes[device.driver].group == "x"'],
      ),
      4,
    ),
    tolerations: sometimes(fc.constantFrom({ operator: 'Exists' }, { key: 'slow', operator: 'Exists' }), 1),
    capacity: sometimes(fc.constantFrom('1', '3', '4', '6', '9')),
  })
  .map(({ deviceClassName, all, count, selectors, tolerations, capacity }) =>
    defined({
      deviceClassName,
      ...(all ? { allocationMode: 'All' } : { allocationMode: 'ExactCount', count }),
      ...(selectors && { selectors: selector(selectors) }),
      ...(tolerations && { tolerations: [tolerations] }),
      ...(capacity && { capacity: { requests: { memory: capacity } } }),
    }),
  );

const request = (name: string): fc.Arbitrary<V1DeviceRequest> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(exact, sometimes(fc.constant(true), 8)).map(([spec, adminAccess]) => ({
        name,
        exactly: { ...spec, ...(adminAccess && { adminAccess }) },
      })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(exact, exact)
        .map((both) => ({ name, firstAvailable: both.map((one, at) => ({ name: `s${at}`, ...one })) })),
    },
  );

const constraint = fc.record({
  requests: fc.constantFrom(undefined, ['r0'], ['r0', 'r1/s1']),
  kind: fc.constantFrom('matchAttribute', 'distinctAttribute'),
  attribute: fc.constantFrom('shared.example.com/group', `${drivers[0]}/size`),
});

const claim = (name: string): fc.Arbitrary<ResourceV1ResourceClaim> =>
  fc
    .record({
      requests: fc.tuple(request('r0'), sometimes(request('r1'), 1)),
      constraint: sometimes(constraint, 1),
      config: sometimes(fc.constantFrom(undefined, ['r0'], ['r1/s0', 'r0'], ['r1']), 1),
    })
    .map(({ requests: [first, second], constraint: limit, config }) => {
      const devices = defined<V1DeviceClaim>({
        requests: second === undefined ? [first] : [first, second],
        ...(limit && {
          constraints: [
            { ...(limit.requests && { requests: limit.requests }), [limit.kind]: limit.attribute },
          ],
        }),
        ...(config !== undefined && {
          config: [{ ...(config && { requests: config }), ...opaque('claim') }],
        }),
      });
      return { metadata: { name, namespace: 'default' }, spec: { devices } };
    });

/** Kubernetes' own code cannot be asked: it falls over all devices where one uses counters. */
function isAnswerable({ claims, slices }: AllocationCase): boolean {
  const text = JSON.stringify(claims);
  return !(text.includes('"All"') && JSON.stringify(slices).includes('consumesCounters'));
}

export const allocationCases: RuleCases = {
  picked: [],
  random: fc
    .record({
      pools: fc.tuple(pool(drivers[0], 'p'), pool(drivers[1], 'p'), sometimes(pool(drivers[1], 'q'), 1)),
      taken: fc.array(fc.boolean(), { maxLength: 6 }),
      claims: fc.tuple(claim('first'), sometimes(claim('second'), 2)),
    })
    .map(({ pools, taken, claims: [first, second] }): AllocationCase => {
      const slices = pools.flatMap((one) => one ?? []);
      const claims = second === undefined ? [first] : [first, second];
      return { node, classes, slices, allocated: allocatedOf(slices, taken), claims };
    })
    .filter(isAnswerable),
  vectors: 120,
};
