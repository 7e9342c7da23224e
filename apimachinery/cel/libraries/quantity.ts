import { isInt64 } from '../../values/int64.ts';
import { InvalidValueError } from '../../values/invalid-value.ts';
import { parseQuantity, type Quantity, quantityOf } from '../../values/quantity.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from '../functions/declaration.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { CelError, CelObject, type CelValue, noSuchOverload } from '../values/value.ts';

/** Amounts of resources. Mirrors k8s.io/apiserver pkg/cel/library/quantity.go. */

export const quantityType = structType('kubernetes.Quantity');
const named = { Quantity: quantityType };

export class CelQuantity extends CelObject {
  override readonly type: CelType = quantityType;
  readonly quantity: Quantity;
  /** Whether it is a sum or difference: Kubernetes compares nothing with such a one. */
  readonly #calculated: boolean;

  constructor(quantity: Quantity, calculated = false) {
    super();
    this.quantity = quantity;
    this.#calculated = calculated;
  }

  override equals(other: CelValue): CelValue {
    const comparable = other instanceof CelQuantity && !other.#calculated;
    return comparable ? this.quantity.equals(other.quantity) : noSuchOverload(other);
  }
}

function quantityFrom(text: string): CelValue {
  try {
    return new CelQuantity(parseQuantity(text));
  } catch (error) {
    if (error instanceof InvalidValueError) return new CelError(error.message);
    throw error;
  }
}

/** Its whole value, if it is one that 64 bits hold. */
function wholeOf({ quantity }: CelQuantity): bigint | undefined {
  const whole = quantity.scaledValue(0);
  return quantityOf(whole).equals(quantity) && isInt64(whole) ? whole : undefined;
}

type Order = -1 | 0 | 1;

function comparing(judge: (order: Order) => CelValue) {
  return taking([CelQuantity, CelQuantity], (left, right) => judge(left.quantity.compare(right.quantity)));
}

function combining(combine: (left: Quantity, right: Quantity) => Quantity) {
  return {
    quantities: taking(
      [CelQuantity, CelQuantity],
      (left, right) => new CelQuantity(combine(left.quantity, right.quantity), true),
    ),
    withInt: taking(
      [CelQuantity, 'int'],
      (left, right) => new CelQuantity(combine(left.quantity, quantityOf(right, 'DecimalExponent')), true),
    ),
  };
}

const adding = combining((left, right) => left.add(right));
const subtracting = combining((left, right) => left.sub(right));

export const quantityFunctions: readonly FunctionDeclaration[] = [
  declare(
    'quantity',
    overload('string_to_quantity', '(string) -> Quantity', taking(['string'], quantityFrom), named),
  ),
  declare(
    'isQuantity',
    overload(
      'is_quantity_string',
      '(string) -> bool',
      taking(['string'], (text) => quantityFrom(text) instanceof CelQuantity),
    ),
  ),
  declare(
    'sign',
    overload(
      'quantity_sign',
      '(Quantity) -> int',
      taking([CelQuantity], ({ quantity }) => BigInt(quantity.sign)),
      named,
    ),
  ),
  declare(
    'isGreaterThan',
    member(
      'quantity_is_greater_than',
      '(Quantity, Quantity) -> bool',
      comparing((order) => order === 1),
      named,
    ),
  ),
  declare(
    'isLessThan',
    member(
      'quantity_is_less_than',
      '(Quantity, Quantity) -> bool',
      comparing((order) => order === -1),
      named,
    ),
  ),
  declare(
    'compareTo',
    member('quantity_compare_to', '(Quantity, Quantity) -> int', comparing(BigInt), named),
  ),
  declare(
    'asApproximateFloat',
    member(
      'quantity_get_float',
      '(Quantity) -> double',
      taking([CelQuantity], ({ quantity }) => quantity.asApproximateNumber()),
      named,
    ),
  ),
  declare(
    'asInteger',
    member(
      'quantity_get_int',
      '(Quantity) -> int',
      taking(
        [CelQuantity],
        (quantity) => wholeOf(quantity) ?? new CelError('cannot convert value to integer'),
      ),
      named,
    ),
  ),
  declare(
    'isInteger',
    member(
      'quantity_is_integer',
      '(Quantity) -> bool',
      taking([CelQuantity], (quantity) => wholeOf(quantity) !== undefined),
      named,
    ),
  ),
  declare(
    'add',
    member('quantity_add', '(Quantity, Quantity) -> Quantity', adding.quantities, named),
    member('quantity_add_int', '(Quantity, int) -> Quantity', adding.withInt, named),
  ),
  declare(
    'sub',
    member('quantity_sub', '(Quantity, Quantity) -> Quantity', subtracting.quantities, named),
    member('quantity_sub_int', '(Quantity, int) -> Quantity', subtracting.withInt, named),
  ),
];
