import { compareStrings, goQuote } from '../../values/go-format.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from '../functions/declaration.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { CelError, CelObject, type CelValue, noSuchOverload } from '../values/value.ts';

/** Semantic versions. Mirrors k8s.io/apiserver pkg/cel/library/semverlib.go and github.com/blang/semver. */

export const semverType = structType('kubernetes.Semver');
const named = { Semver: semverType };

export class CelSemver extends CelObject {
  override readonly type: CelType = semverType;
  readonly numbers: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }

  override equals(other: CelValue): CelValue {
    return other instanceof CelSemver ? compareVersions(this, other) === 0 : noSuchOverload(other);
  }
}

function compareVersions(left: CelSemver, right: CelSemver): -1 | 0 | 1 {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

/** A version without prerelease comes after all that have one. */
function comparePrereleases(left: readonly string[], right: readonly string[]): -1 | 0 | 1 {
  if (left.length === 0 || right.length === 0)
    return sign(Number(right.length > 0) - Number(left.length > 0));
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = comparePart(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return sign(left.length - right.length);
}

function comparePart(left: string, right: string): -1 | 0 | 1 {
  const numeric = [isNumber(left), isNumber(right)];
  if (numeric[0] && numeric[1])
    return sign(Number(BigInt(left) > BigInt(right)) - Number(BigInt(left) < BigInt(right)));
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return sign(compareStrings(left, right));
}

function sign(value: number): -1 | 0 | 1 {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

function isNumber(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** The version that a text is, or why it is none. */
export function celSemverOf(text: string): CelValue {
  if (text === '') return new CelError('Version string empty');
  const [major = '', minor = '', rest] = splitInThree(text);
  if (rest === undefined) return new CelError('No Major.Minor.Patch elements found');
  const plus = rest.indexOf('+');
  const build = plus < 0 ? [] : rest.slice(plus + 1).split('.');
  const unbuilt = plus < 0 ? rest : rest.slice(0, plus);
  const minus = unbuilt.indexOf('-');
  const prerelease = minus < 0 ? [] : unbuilt.slice(minus + 1).split('.');
  const patch = minus < 0 ? unbuilt : unbuilt.slice(0, minus);
  const problem =
    numberProblem('major', major) ??
    numberProblem('minor', minor) ??
    numberProblem('patch', patch) ??
    prerelease.map(prereleaseProblem).find((found) => found !== undefined) ??
    build.map(buildProblem).find((found) => found !== undefined);
  if (problem !== undefined) return new CelError(problem);
  return new CelSemver([BigInt(major), BigInt(minor), BigInt(patch)], prerelease);
}

function splitInThree(text: string): string[] {
  const [first = '', second, ...rest] = text.split('.');
  return [first, ...(second === undefined ? [] : [second]), ...(rest.length === 0 ? [] : [rest.join('.')])];
}

function numberProblem(name: string, digits: string): string | undefined {
  if (/[^0-9]/.test(digits)) return `Invalid character(s) found in ${name} number ${goQuote(digits)}`;
  if (/^0./.test(digits)) {
    return `${name[0]?.toUpperCase()}${name.slice(1)} number must not contain leading zeroes ${goQuote(digits)}`;
  }
  return uintProblem(digits);
}

function uintProblem(digits: string): string | undefined {
  if (digits === '') return 'strconv.ParseUint: parsing "": invalid syntax';
  const tooLarge = digits.length > 20 || BigInt(digits) >= 2n ** 64n;
  return tooLarge ? `strconv.ParseUint: parsing ${goQuote(digits)}: value out of range` : undefined;
}

function prereleaseProblem(part: string): string | undefined {
  if (part === '') return 'Prerelease is empty';
  if (isNumber(part)) {
    if (/^0./.test(part))
      return `Numeric PreRelease version must not contain leading zeroes ${goQuote(part)}`;
    return uintProblem(part);
  }
  return /^[0-9A-Za-z-]+$/.test(part)
    ? undefined
    : `Invalid character(s) found in prerelease ${goQuote(part)}`;
}

function buildProblem(part: string): string | undefined {
  if (part === '') return 'Build meta data is empty';
  return /^[0-9A-Za-z-]+$/.test(part)
    ? undefined
    : `Invalid character(s) found in build meta data ${goQuote(part)}`;
}

/** Takes a `v` before, zeros before numbers, and what is missing after. */
function parseLoosely(text: string): CelValue {
  const parts = splitInThree(text.replace(/^v/, '')).map((part) =>
    part.length > 1 ? part.replace(/^0+(?=[0-9])/, '').replace(/^0+(?=$|[^0-9])/, '0') : part,
  );
  if (parts.length < 3) {
    if (/[+-]/.test(parts.at(-1) ?? ''))
      return new CelError('short version cannot contain PreRelease/Build meta data');
    while (parts.length < 3) parts.push('0');
  }
  return celSemverOf(parts.join('.'));
}

const parseAs = (text: string, loosely: boolean): CelValue =>
  loosely ? parseLoosely(text) : celSemverOf(text);

function comparing(judge: (order: -1 | 0 | 1) => CelValue) {
  return taking([CelSemver, CelSemver], (left, right) => judge(compareVersions(left, right)));
}

function number(name: string, index: 0 | 1 | 2): FunctionDeclaration {
  const call = taking([CelSemver], ({ numbers }) => BigInt.asIntN(64, numbers[index]));
  return declare(name, member(`semver_${name}`, '(Semver) -> int', call, named));
}

export const semverFunctions: readonly FunctionDeclaration[] = [
  declare(
    'semver',
    overload('string_to_semver', '(string) -> Semver', taking(['string'], celSemverOf), named),
    overload('string_bool_to_semver', '(string, bool) -> Semver', taking(['string', 'bool'], parseAs), named),
  ),
  declare(
    'isSemver',
    overload(
      'is_semver_string',
      '(string) -> bool',
      taking(['string'], (text) => celSemverOf(text) instanceof CelSemver),
    ),
    overload(
      'is_semver_string_bool',
      '(string, bool) -> bool',
      taking(['string', 'bool'], (text, loosely) => parseAs(text, loosely) instanceof CelSemver),
    ),
  ),
  declare(
    'isGreaterThan',
    member(
      'semver_is_greater_than',
      '(Semver, Semver) -> bool',
      comparing((order) => order === 1),
      named,
    ),
  ),
  declare(
    'isLessThan',
    member(
      'semver_is_less_than',
      '(Semver, Semver) -> bool',
      comparing((order) => order === -1),
      named,
    ),
  ),
  declare('compareTo', member('semver_compare_to', '(Semver, Semver) -> int', comparing(BigInt), named)),
  number('major', 0),
  number('minor', 1),
  number('patch', 2),
];
