import {
  type CelType,
  dynType,
  isDyn,
  isSameType,
  listType,
  mapType,
  nullType,
  opaqueType,
  typeOfType,
} from '../types/cel-type.ts';

/** What is known of type parameters while an expression is checked. Mirrors cel-go checker/types.go and mapping.go. */
export class Substitutions {
  #bound = new Map<string, CelType>();

  /** Whether values of `right` may be where `left` is declared; binds parameters on either side if so. */
  assign(left: CelType, right: CelType): boolean {
    return this.assignAll([left], [right]);
  }

  /** All of them, or none is bound. */
  assignAll(left: readonly CelType[], right: readonly CelType[]): boolean {
    const before = this.#bound;
    this.#bound = new Map(before);
    if (this.#assignableAll(left, right)) return true;
    this.#bound = before;
    return false;
  }

  /** The type with what is bound put in. A parameter that is not bound becomes dyn with `parametersToDyn`. */
  substitute(type: CelType, parametersToDyn: boolean): CelType {
    const bound = this.#find(type);
    if (bound !== undefined) return this.substitute(bound, parametersToDyn);
    const { kind, parameters } = type;
    if (kind === 'parameter') return parametersToDyn ? dynType : type;
    if (parameters.length === 0) return type;
    const [first = dynType, second = dynType] = parameters.map((part) =>
      this.substitute(part, parametersToDyn),
    );
    if (kind === 'list') return listType(first);
    if (kind === 'map') return mapType(first, second);
    return kind === 'type'
      ? typeOfType(first)
      : opaqueType(type.name, first, ...(parameters.length > 1 ? [second] : []));
  }

  #find(type: CelType): CelType | undefined {
    return type.kind === 'parameter' ? this.#bound.get(type.name) : undefined;
  }

  #assignableAll(left: readonly CelType[], right: readonly CelType[]): boolean {
    if (left.length !== right.length) return false;
    return left.every((type, index) => this.#assignable(type, right[index] ?? dynType));
  }

  #assignable(left: CelType, right: CelType): boolean {
    if (right.kind === 'parameter') {
      const { valid, known } = this.#bind(left, right);
      if (valid) return true;
      if (known) return false;
    }
    if (left.kind === 'parameter') return this.#bind(right, left).valid;
    if (isDynOrError(left) || isDynOrError(right)) return true;
    if (left.kind === 'null') return takesNull(right);
    if (right.kind === 'null') return takesNull(left);
    if (left.kind === 'type') return right.kind === 'type';
    if (left.kind !== right.kind || left.name !== right.name) return false;
    return this.#assignableAll(left.parameters, right.parameters);
  }

  /** Whether the parameter may stand for the type; `known`: it stood for something already. */
  #bind(type: CelType, parameter: CelType): { valid: boolean; known: boolean } {
    if (isSameType(type, parameter)) return { valid: true, known: true };
    const bound = this.#find(parameter);
    if (bound !== undefined) {
      if (isSameType(type, bound)) return { valid: true, known: true };
      if (!this.#assignable(type, bound)) return { valid: false, known: true };
      const general = moreGeneral(type, bound);
      if (this.#isFreeOf(parameter, general)) this.#bound.set(parameter.name, general);
      return { valid: true, known: true };
    }
    if (!this.#isFreeOf(parameter, type)) return { valid: false, known: false };
    this.#bound.set(parameter.name, type);
    return { valid: true, known: false };
  }

  /** Whether a parameter is not within a type, so that it cannot become a type of itself. */
  #isFreeOf(parameter: CelType, within: CelType): boolean {
    if (isSameType(parameter, within)) return false;
    if (within.kind === 'parameter') {
      const bound = this.#find(within);
      return bound === undefined || this.#isFreeOf(parameter, bound);
    }
    return within.parameters.every((part) => this.#isFreeOf(parameter, part));
  }
}

/** Of two types that fit, the one that says less. */
export function moreGeneral(left: CelType, right: CelType): CelType {
  return isEqualOrLessSpecific(left, right) ? left : right;
}

function isEqualOrLessSpecific(left: CelType, right: CelType): boolean {
  if (isDyn(left) || left.kind === 'parameter') return true;
  if (isDyn(right) || right.kind === 'parameter' || left.kind !== right.kind) return false;
  if (left.kind === 'type') return true;
  if (left.kind === 'opaque' && left.name !== right.name) return false;
  if (left.parameters.length === 0) return isSameType(left, right);
  return left.parameters.every((part, index) =>
    isEqualOrLessSpecific(part, right.parameters[index] ?? dynType),
  );
}

function isDynOrError(type: CelType): boolean {
  return isDyn(type) || type.kind === 'error';
}

/** Types whose variables may be null by cel-go's old rules. */
function takesNull({ kind }: CelType): boolean {
  return (
    kind === nullType.kind ||
    kind === 'opaque' ||
    kind === 'struct' ||
    kind === 'duration' ||
    kind === 'timestamp'
  );
}
