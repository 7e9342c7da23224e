import { fields, type GrowthRow, many } from './growth-row.ts';
import { row } from './object-rows.ts';

const pool = { name: 'p', generation: 1, resourceSliceCount: 1 };

/** A slice of one device that has some part in size `n`. */
function deviceRow(name: string, part: (n: number) => object): GrowthRow {
  const slice = (n: number) => ({
    driver: 'a.io',
    nodeName: 'n',
    pool,
    devices: [{ name: 'd', ...part(n) }],
  });
  return { ...row('resourceslices', 'spec', slice), name: `resourceslices: ${name}` };
}

const conditions = (n: number, name: string) => many(n, (i) => `${name}${i}`);
const gpu = { deviceClassName: 'gpu' };

/** Slices of devices, and claims for them, in which one part is long. */
export const deviceRows: readonly GrowthRow[] = [
  deviceRow('bindingConditions', (n) => ({ bindingConditions: conditions(n, 'c') })),
  deviceRow('bindingFailureConditions', (n) => ({
    bindingConditions: conditions(n, 'c'),
    bindingFailureConditions: conditions(n, 'f'),
  })),
  deviceRow('attributes', (n) => ({ attributes: fields(n, () => ({ int: 1 })) })),
  deviceRow('a version', (n) => ({ attributes: { a: { version: `1.0.0-${'1a.'.repeat(n)}` } } })),
  deviceRow('taints', (n) => ({ taints: many(n, (i) => ({ key: `k${i}`, effect: 'NoExecute' })) })),
  deviceRow('counters', (n) => ({
    consumesCounters: [{ counterSet: 's', counters: fields(n, () => ({ value: '1' })) }],
  })),
  deviceRow('validValues', (n) => ({
    allowMultipleAllocations: true,
    capacity: { a: { value: '9', requestPolicy: { default: '1', validValues: many(n, () => '1') } } },
  })),
  row('resourceslices', 'spec', (n) => ({
    driver: 'a.io',
    nodeName: 'n',
    pool: { ...pool, name: 'a/'.repeat(n) },
    devices: many(n, (i) => ({ name: `d${i}` })),
  })),
  row('resourceclaims', 'spec.devices', (n) => ({
    requests: many(n, (i) => ({ name: `r${i}`, exactly: gpu })),
    constraints: [{ requests: conditions(n, 'r'), matchAttribute: 'a.io/b' }],
  })),
  row('resourceclaims', 'spec.devices', (n) => ({
    requests: [{ name: 'r', firstAvailable: many(n, (i) => ({ name: `s${i}`, ...gpu })) }],
    config: [{ requests: conditions(n, 'r/s'), opaque: { driver: 'a.io', parameters: fields(n, () => 1) } }],
  })),
];
