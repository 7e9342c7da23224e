import { FunctionError, type FunctionTable, templateFunction, text } from '../functions.ts';
import { type GoMethod, GoObject, type GoValue, typeOf } from '../values.ts';

/** Mirrors sprig: semver, over Masterminds/semver. */
export const versionFunctions: FunctionTable = {
  semver: templateFunction('string', ([value]) => new SemanticVersion(text(value))),
  semverCompare: templateFunction('string string', ([constraint, version]) => {
    const alternatives = parseConstraints(text(constraint));
    const checked = parseVersion(text(version));
    return alternatives.some((all) => {
      const takesPreviews = all.some(({ version: { preview } }) => preview !== '');
      return (checked.preview === '' || takesPreviews) && all.every((one) => satisfies(checked, one));
    });
  }),
};

/** What a template can ask of a version. Mirrors Masterminds/semver (Version). */
class SemanticVersion extends GoObject {
  override readonly type: string;
  readonly #original: string;
  readonly #version: Version;

  /** Throws FunctionError. Of a `copy` there is no pointer. */
  constructor(original: string, copy = false) {
    super();
    this.type = copy ? 'semver.Version' : '*semver.Version';
    this.#original = original;
    this.#version = parseVersion(original);
  }

  override method(name: string): GoMethod | undefined {
    return this.type.startsWith('*') ? (this.#own(name) ?? this.#ofPointers(name)) : this.#own(name);
  }

  #own(name: string): GoMethod | undefined {
    const { major, minor, patch, preview, metadata } = this.#version;
    switch (name) {
      case 'Major':
        return gives(major);
      case 'Minor':
        return gives(minor);
      case 'Patch':
        return gives(patch);
      case 'Prerelease':
        return gives(preview);
      case 'Metadata':
        return gives(metadata);
      case 'String':
        return gives(String(this));
      case 'IncMajor':
        return gives(new SemanticVersion(`${major + 1n}.0.0`, true));
      case 'IncMinor':
        return gives(new SemanticVersion(`${major}.${minor + 1n}.0`, true));
      case 'IncPatch':
        // A preview comes before what it is one of.
        return gives(new SemanticVersion(`${major}.${minor}.${preview === '' ? patch + 1n : patch}`, true));
      default:
        return undefined;
    }
  }

  #ofPointers(name: string): GoMethod | undefined {
    const compares = (holds: (order: number) => GoValue): GoMethod => ({
      takes: 1,
      apply: ([other]) => holds(compare(this.#version, versionOf(other))),
    });
    switch (name) {
      case 'Original':
        return gives(this.#original);
      case 'Compare':
        return compares((order) => BigInt(order));
      case 'Equal':
        return compares((order) => order === 0);
      case 'LessThan':
        return compares((order) => order < 0);
      case 'LessThanEqual':
        return compares((order) => order <= 0);
      case 'GreaterThan':
        return compares((order) => order > 0);
      case 'GreaterThanEqual':
        return compares((order) => order >= 0);
      default:
        return undefined;
    }
  }

  override toString(): string {
    const { major, minor, patch, preview, metadata } = this.#version;
    const numbers = `${major}.${minor}.${patch}`;
    return `${numbers}${preview && `-${preview}`}${metadata && `+${metadata}`}`;
  }

  static of(value: GoValue): Version | undefined {
    return value instanceof SemanticVersion && value.type.startsWith('*') ? value.#version : undefined;
  }
}

function gives(value: GoValue): GoMethod {
  return { takes: 0, apply: () => value };
}

function versionOf(value: GoValue): Version {
  const version = SemanticVersion.of(value);
  if (version !== undefined) return version;
  throw new FunctionError(`wrong type for value; expected *semver.Version; got ${typeOf(value)}`);
}

interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** What comes after `-`, or ''. */
  readonly preview: string;
  /** What comes after `+`, or ''. */
  readonly metadata: string;
}

/** `>=1.2.x`: how many of the three numbers it says. */
interface Constraint {
  readonly operator: string;
  readonly version: Version;
  readonly said: number;
}

/** Numbers may begin with a zero, those of a preview may not. */
const identifier = String.raw`(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)`;
const versionPattern = new RegExp(
  String.raw`^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?` +
    String.raw`(?:-(${identifier}(?:\.${identifier})*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$`,
);
/** Beyond what a uint64 holds. */
const tooLarge = 2n ** 64n;

/** Nobody says more; what patterns and numbers have to look at is bounded. */
const lengthMax = 256;

function parseVersion(value: string): Version {
  if (value.length > lengthMax) throw new FunctionError('version is too long');
  const found = versionPattern.exec(value);
  if (found === null) throw new FunctionError('invalid semantic version');
  const [major = 0n, minor = 0n, patch = 0n] = found.slice(1, 4).map((part) => BigInt(part ?? 0));
  if ([major, minor, patch].some((part) => part >= tooLarge)) {
    throw new FunctionError('error parsing version segment: value out of range');
  }
  return { major, minor, patch, preview: found[4] ?? '', metadata: found[5] ?? '' };
}

const operators = String.raw`=||!=|>|<|>=|=>|<=|=<|~|~>|\^`;
const dotted = String.raw`[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*`;
const loose = String.raw`v?([0-9|xX*]+)(\.[0-9|xX*]+)?(\.[0-9|xX*]+)?(-${dotted})?(?:\+${dotted})?`;
const uncaught = loose.replaceAll(/\((?!\?)/g, '(?:');
const part = `(?:${operators})${uncaught}`;
const rangePattern = new RegExp(`(${uncaught}) - (${uncaught})`, 'g');
const segmentPattern = new RegExp(`^${part}(?:[ ,]${part})*$`);
const partsPattern = new RegExp(part, 'g');
const partPattern = new RegExp(`^(${operators})${loose}$`);

/** Some of which all must hold. Mirrors Masterminds/semver (NewConstraint). */
function parseConstraints(value: string): readonly (readonly Constraint[])[] {
  if (value.length > lengthMax) throw new FunctionError('constraint is too long');
  const rewritten = tidied(tidied(value).replace(rangePattern, '>=$1,<=$2 '));
  return rewritten.split('||').map((segment) => {
    const parts = segment.replace(/^ | $/g, '');
    if (!segmentPattern.test(parts)) throw new FunctionError(`improper constraint: ${segment}`);
    return (parts.match(partsPattern) ?? []).map(parseConstraint);
  });
}

/** Without blanks that say nothing, so that patterns can match a text in one way only. */
function tidied(value: string): string {
  return value
    .replace(/[\t\n\f\r ]+/g, ' ')
    .replace(/ ?, ?/g, ',')
    .replace(/([=!<>~^]) (?=[v0-9|xX*])/g, '$1');
}

function parseConstraint(value: string): Constraint {
  const [, operator = '', ...numbers] = partPattern.exec(value) ?? [];
  const [major = '', minor = '', patch = '', preview = ''] = numbers;
  const isOpen = (one: string) => /^\.?[xX*]?$/.test(one);
  const said = [major, minor, patch].findIndex(isOpen);
  const known = [major, minor, patch].slice(0, said === -1 ? 3 : said).join('');
  const zeros = ['0.0.0', '.0.0', '.0', ''].at(said) ?? '';
  return { operator, version: parseVersion(`${known}${zeros}${preview}`), said: said === -1 ? 3 : said };
}

/** Mirrors the functions of constraints (constraintOps). */
function satisfies(version: Version, constraint: Constraint): boolean {
  const { version: bound, said } = constraint;
  const order = compare(version, bound);
  switch (constraint.operator) {
    case '!=':
      return said === 3 ? order !== 0 : differs(version, constraint);
    case '>':
      if (said === 0 || said === 3 || version.major !== bound.major) return order > 0;
      return said === 2 && version.minor > bound.minor;
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      if (said === 3) return order <= 0;
      return (
        version.major < bound.major ||
        (version.major === bound.major && (said === 1 || version.minor <= bound.minor))
      );
    case '^':
      return order >= 0 && isCompatible(version, constraint);
    case '~':
    case '~>':
      return order >= 0 && isNear(version, constraint);
    default:
      return said === 3 ? order === 0 : order >= 0 && isNear(version, constraint);
  }
}

/** Mirrors constraintNotEqual, where not all is said. */
function differs(version: Version, { version: bound, said }: Constraint): boolean {
  if (version.major !== bound.major) return true;
  if (said === 1) return false;
  if (version.minor !== bound.minor) return true;
  if (said === 2) return comparePreviews(version.preview, bound.preview) !== 0;
  return version.patch !== bound.patch || compare(version, bound) !== 0;
}

/** Mirrors constraintTilde, of what is not less. */
function isNear(version: Version, { version: bound, said }: Constraint): boolean {
  const isZero = bound.major === 0n && bound.minor === 0n && bound.patch === 0n;
  if (isZero && (said === 0 || said === 3)) return true;
  return version.major === bound.major && (said === 1 || version.minor === bound.minor);
}

/** Mirrors constraintCaret, of what is not less. */
function isCompatible(version: Version, { version: bound, said }: Constraint): boolean {
  if (version.major !== bound.major) return false;
  if (bound.major > 0n || said === 1) return true;
  if (version.minor !== bound.minor) return false;
  return bound.minor > 0n || said === 2 || version.patch === bound.patch;
}

function compare(left: Version, right: Version): number {
  for (const field of ['major', 'minor', 'patch'] as const) {
    if (left[field] !== right[field]) return left[field] < right[field] ? -1 : 1;
  }
  if (left.preview === right.preview) return 0;
  if (left.preview === '' || right.preview === '') return left.preview === '' ? 1 : -1;
  return comparePreviews(left.preview, right.preview);
}

/** Part by part: numbers before words, and the shorter first. */
function comparePreviews(left: string, right: string): number {
  const [ours, theirs] = [left.split('.'), right.split('.')];
  for (let at = 0; at < Math.max(ours.length, theirs.length); at++) {
    const [one = '', other = ''] = [ours[at], theirs[at]];
    if (one === other) continue;
    if (one === '' || other === '') return one === '' ? -1 : 1;
    const [isNumber, isOtherNumber] = [one, other].map((text) => /^\d+$/.test(text));
    if (isNumber && isOtherNumber) return BigInt(one) < BigInt(other) ? -1 : 1;
    if (isNumber || isOtherNumber) return isNumber ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
