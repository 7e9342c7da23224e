import fc from 'fast-check';
import type { V1Device } from '../../../api/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';

/** A selector, and a device of a driver. */
export interface SelectorCase {
  readonly expression: string;
  readonly driver: string;
  readonly device: V1Device;
}

const driver = 'gpu.example.com';

const device: V1Device = {
  name: 'gpu-0',
  allowMultipleAllocations: true,
  attributes: {
    model: { string: 'a100' },
    cores: { int: 12 },
    healthy: { bool: true },
    driverVersion: { version: '1.2.3-rc.1' },
    'other.example.com/zone': { string: 'z1' },
    'gpu.example.com/whole': { string: 'named' },
  },
  capacity: { memory: { value: '40Gi' }, 'other.example.com/lanes': { value: '16' } },
};

const expressions = [
  'device.driver == "gpu.example.com"',
  'device.driver',
  'device.driver.startsWith("gpu")',
  'device.allowMultipleAllocations',
  'device.attributes["gpu.example.com"].model == "a100"',
  'device.attributes["gpu.example.com"].healthy',
  'device.attributes["gpu.example.com"].cores',
  'device.attributes["gpu.example.com"].model',
  'device.attributes["gpu.example.com"].driverVersion',
  'device.attributes["gpu.example.com"].missing == "x"',
  'device.attributes["gpu.example.com"].?missing.orValue("x") == "x"',
  'device.attributes["gpu.example.com"].whole == "named"',
  'device.attributes["nobody"].model == "a100"',
  'has(device.attributes["nobody"].model)',
  'has(device.attributes.nobody)',
  '"nobody" in device.attributes',
  '"gpu.example.com" in device.attributes',
  '"model" in device.attributes["gpu.example.com"]',
  'device.attributes["other.example.com"].zone in ["z1", "z2"]',
  'device.attributes["gpu.example.com"].driverVersion.isGreaterThan(semver("1.2.2"))',
  'device.attributes["gpu.example.com"].driverVersion.compareTo(semver("1.2.3")) < 0',
  'device.capacity["gpu.example.com"].memory.compareTo(quantity("40Gi")) >= 0',
  'device.capacity["gpu.example.com"].memory.isLessThan(quantity("80Gi"))',
  'device.capacity["other.example.com"].lanes.asInteger() > 8',
  'device.capacity["other.example.com"].missing.asInteger() > 8',
  'cel.bind(gpu, device.attributes["gpu.example.com"], gpu.healthy && gpu.cores > 4)',
  'device.attributes.all(domain, domain.size() > 3)',
  'device.attributes["gpu.example.com"].all(name, name.startsWith("m"))',
  'device.attributes.exists(d, device.attributes[d].exists(n, n == "zone"))',
  'device.attributes["gpu.example.com"].model.matches("^a[0-9]+$")',
  'device.attributes["gpu.example.com"].model.lowerAscii().contains("a1")',
  'device.attributes["gpu.example.com"].cores + 1 == 13',
  'device.attributes["gpu.example.com"].cores > 4.5',
  'device.attributes["gpu.example.com"].healthy || device.attributes["nobody"].x',
  'device.attributes.size() == 2 && device.capacity.size() == 2',
  'device.nothing',
  'device',
  'device.attributes',
  'true',
  '1',
  '"text"',
  'dyn(true)',
  'true &&',
  'nobody == 1',
  '',
  'device.attributes["a"].x.matches("[")',
  'size(device.driver) < 64',
  'device.capacity["x"].y == quantity("1")',
  'device.attributes.exists(a, device.attributes.exists(b, device.attributes.exists(c, device.attributes.exists(d, device.attributes.exists(e, a == b && c == d && e == a)))))',
  '["a","b"].map(x, device.attributes[x]).size() == 2',
  'device.attributes["gpu.example.com"].includes("x")',
  'type(device.attributes["gpu.example.com"].cores) == int',
  'string(device.attributes["gpu.example.com"].cores) == "12"',
  'device.attributes == {}',
];

const picked: readonly SelectorCase[] = [
  ...expressions.map((expression) => ({ expression, driver, device })),
  { expression: 'true', driver, device: { name: 'x', attributes: { broken: { version: 'v1' } } } },
  { expression: 'true', driver, device: { name: 'x', attributes: { empty: {} } } },
  { expression: 'device.allowMultipleAllocations', driver, device: { name: 'x' } },
  { expression: 'device.attributes[device.driver].model == "a"', driver, device: { name: 'x' } },
];

const one = fc.constantFrom(...expressions.filter((text) => !text.includes('&&\n') && text !== ''));

export const selectorCases: RuleCases = {
  picked,
  random: fc
    .tuple(one, fc.constantFrom(' && ', ' || ', ' == ', ' != '), one, fc.boolean())
    .map(([a, operator, b, not]) => ({
      expression: `${not ? '!' : ''}(${a})${operator}(${b})`,
      driver,
      device,
    })),
  vectors: 150,
};
