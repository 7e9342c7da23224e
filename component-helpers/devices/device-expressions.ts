import type { V1Device, V1DeviceAttribute } from '../../api/index.ts';
import {
  anyType,
  boolType,
  CelError,
  CelMadeMap,
  type CelProgram,
  CelQuantity,
  type CelType,
  type CelValue,
  celEnvironment,
  celSemverOf,
  type DeclType,
  isSameType,
  mapType,
  parseQuantity,
  quantityType,
  stringType,
  structType,
  typeName,
} from '../../apimachinery/index.ts';

/** The most that a selector may cost: by its estimate where it is written, and where it is evaluated. */
export const selectorCostMax = 1_000_000;

const domainLengthMax = 63;
const idLengthMax = 32;
const textLengthMax = 64;
const entriesMax = 32;

/** A selector of devices that can be evaluated, or why it cannot be, in the words of the API server. */
export type DeviceExpression =
  | { readonly program: CelProgram /** Its estimate. */; readonly costMax: bigint }
  | { readonly error: string };

/** Compiles a selector, which sees `device`. Mirrors k8s.io/dynamic-resource-allocation cel (CompileCELExpression). */
export function compileDeviceExpression(text: string): DeviceExpression {
  const compiled = environment.compile(text);
  if ('error' in compiled) return { error: `compilation failed: ${compiled.error}` };
  const { type } = compiled;
  if (!isSameType(type, boolType) && !isSameType(type, anyType))
    return { error: `must evaluate to bool or the unknown type, not ${typeName(type)}` };
  const program = compiled.plan();
  if ('error' in program) return { error: `program instantiation failed: ${program.error}` };
  return { program, costMax: compiled.estimateCost().max };
}

/** Whether a selector selects a device of a driver, or what it failed with. Mirrors DeviceMatches. */
export function matchesDevice(
  program: CelProgram,
  driver: string,
  device: Pick<V1Device, 'allowMultipleAllocations' | 'attributes' | 'capacity'>,
): boolean | { readonly error: string } {
  const value = valueOfDevice(driver, device);
  if (value instanceof CelError) return { error: value.message };
  const result = program.evaluate({ device: value }, selectorCostMax);
  if (result.error !== undefined) return { error: result.error };
  if (typeof result.value === 'boolean') return result.value;
  return { error: notBool(result.value) };
}

/** Of an attribute that is none, as Go's types of values say it. */
function notBool(value: CelValue | undefined): string {
  const [type, says] =
    typeof value === 'bigint'
      ? ['int', "unsupported type conversion from 'int' to bool"]
      : typeof value === 'string'
        ? ['string', "unsupported native conversion from string to 'bool'"]
        : ['kubernetes.Semver', "type conversion error from 'Semver' to 'bool'"];
  return `CEL result of type ${type} could not be converted to bool: ${says}`;
}

/** What a device is to an expression, or why it cannot be looked at. */
function valueOfDevice(
  driver: string,
  { allowMultipleAllocations = false, attributes = {}, capacity = {} }: Parameters<typeof matchesDevice>[2],
): CelMadeMap | CelError {
  const known = new DomainMap();
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = valueOfAttribute(attribute);
    if (value instanceof CelError) return new CelError(`attribute ${name}: ${value.message}`);
    known.put(name, driver, value);
  }
  const amounts = new DomainMap();
  for (const [name, { value }] of Object.entries(capacity))
    amounts.put(name, driver, new CelQuantity(parseQuantity(value)));
  const device = new CelMadeMap();
  device.set('driver', driver);
  device.set('allowMultipleAllocations', allowMultipleAllocations);
  device.set('attributes', known);
  device.set('capacity', amounts);
  return device;
}

function valueOfAttribute({ int, bool, string, version }: V1DeviceAttribute): CelValue {
  if (int !== undefined) return BigInt(int);
  if (bool !== undefined) return bool;
  if (string !== undefined) return string;
  if (version === undefined) return new CelError('unsupported attribute value');
  const parsed = celSemverOf(version);
  return parsed instanceof CelError ? new CelError(`parse semantic version: ${parsed.message}`) : parsed;
}

/** Values by their domains and names. Of a domain that nobody has, one that asks for it gets an empty map. */
class DomainMap extends CelMadeMap {
  readonly #domains = new Map<string, CelMadeMap>();

  put(name: string, driver: string, value: CelValue): void {
    const slash = name.indexOf('/');
    const domain = slash < 0 ? driver : name.slice(0, slash);
    let values = this.#domains.get(domain);
    if (values === undefined) {
      values = new CelMadeMap();
      this.#domains.set(domain, values);
      this.set(domain, values);
    }
    values.set(name.slice(slash + 1), value);
  }

  override contains(key: CelValue): boolean {
    return super.find(key) !== undefined;
  }

  override find(key: CelValue): CelValue {
    return super.find(key) ?? nothing;
  }
}

const nothing = new CelMadeMap();

function fieldsOf(types: Readonly<Record<string, CelType>>): (field: string) => CelType | undefined {
  return (field) => (Object.hasOwn(types, field) ? types[field] : undefined);
}

const deviceType = structType(
  'kubernetes.DRADevice',
  fieldsOf({
    driver: stringType,
    allowMultipleAllocations: boolType,
    attributes: mapType(stringType, mapType(stringType, anyType)),
    capacity: mapType(stringType, mapType(stringType, quantityType)),
  }),
);

function scalar(type: CelType, maxElements: number): DeclType {
  return { kind: 'scalar', scalar: type, maxElements, minSerializedSize: 0 };
}

function map(keyLengthMax: number, element: DeclType, namedElements = false): DeclType {
  const key = scalar(stringType, keyLengthMax);
  return { kind: 'map', key, element, namedElements, maxElements: entriesMax, minSerializedSize: 0 };
}

const sizes: DeclType = {
  kind: 'object',
  variable: 'device',
  maxElements: 0,
  minSerializedSize: 0,
  fields: new Map([
    ['driver', scalar(stringType, domainLengthMax)],
    ['allowMultipleAllocations', scalar(boolType, 1)],
    ['attributes', map(domainLengthMax, map(idLengthMax, scalar(anyType, textLengthMax), true))],
    ['capacity', map(domainLengthMax, map(idLengthMax, scalar(quantityType, 0)))],
  ]),
};

const environment = celEnvironment({ variables: { device: deviceType }, sizes, binds: true });
