import { fieldRequired } from '../errors/field-errors.ts';
import { isObject, member, type PlainObject } from '../values/plain-json.ts';
import type { Findings } from './findings.ts';
import type { Schema } from './schema.ts';
import { wrongType } from './validation-texts.ts';
import type { Validator } from './validator.ts';

interface Member {
  readonly validator: Validator;
  /** Null is a value, and not the lack of one. */
  readonly nullable: boolean;
  readonly required: boolean;
}

/** Members one by one. Sub-schemas are compiled when the first object is seen, for a schema may contain itself. */
export class ObjectValidator implements Validator {
  readonly #schema: Schema;
  readonly #compile: (schema: Schema) => Validator;
  #members: ReadonlyMap<string, Member> | undefined;
  #others: Member | undefined;
  #required: readonly string[] = [];

  constructor(schema: Schema, compile: (schema: Schema) => Validator) {
    this.#schema = schema;
    this.#compile = compile;
  }

  readonly quick = (): boolean => false;

  check(value: unknown, old: unknown, findings: Findings): void {
    if (!isObject(value)) {
      findings.errors.push(wrongType(findings.path, 'object', value));
      return;
    }
    const members = this.#members ?? this.#prepare();
    const before = isObject(old) ? old : undefined;
    const errorsBefore = findings.errors.length;
    this.#checkMembers(value, before, findings, members);
    if (this.#lacksRequired(value) || findings.errors.length > errorsBefore) {
      // Once more, in the order of the schema. Errors are rare, and values are smaller than schemas.
      findings.errors.length = errorsBefore;
      this.#checkInOrder(value, before, findings, members);
    }
  }

  #checkMembers(
    value: PlainObject,
    old: PlainObject | undefined,
    findings: Findings,
    members: ReadonlyMap<string, Member>,
  ): void {
    const others = this.#others;
    // Plain objects inherit nothing that is enumerable, so this sees own members, and makes no list of them.
    for (const name in value) {
      const field = value[name];
      const known = members.get(name) ?? others;
      if (known === undefined || field === undefined || known.validator.quick(field)) continue;
      if (field === null) continue;
      if (known === others) this.#checkOther(known, name, field, old, findings);
      else checkMember(known, name, field, old, name, findings);
      if (findings.isFull) return;
    }
  }

  #checkInOrder(
    value: PlainObject,
    old: PlainObject | undefined,
    findings: Findings,
    members: ReadonlyMap<string, Member>,
  ): void {
    for (const [name, known] of members) {
      const field = member(value, name);
      if (field === undefined || (field === null && !known.nullable)) {
        if (known.required) reportRequired(name, findings);
      } else {
        checkMember(known, name, field, old, name, findings);
      }
    }
    for (const name of Object.keys(value)) {
      if (this.#others !== undefined && !members.has(name)) {
        this.#checkOther(this.#others, name, value[name], old, findings);
      }
      if (findings.isFull) return;
    }
    for (const name of this.#required) {
      if (!members.has(name) && member(value, name) === undefined) reportRequired(name, findings);
    }
  }

  #checkOther(
    other: Member,
    name: string,
    value: unknown,
    old: PlainObject | undefined,
    findings: Findings,
  ): void {
    checkMember(other, name, value, old, `[${name}]`, findings);
  }

  #lacksRequired(value: PlainObject): boolean {
    for (const name of this.#required) if ((value[name] ?? undefined) === undefined) return true;
    return false;
  }

  #prepare(): ReadonlyMap<string, Member> {
    const { properties = {}, additionalProperties, required = [] } = this.#schema;
    this.#required = required;
    const asMember = (schema: Schema, isRequired: boolean): Member => ({
      validator: this.#compile(schema),
      nullable: schema.nullable === true,
      required: isRequired,
    });
    this.#others = additionalProperties === undefined ? undefined : asMember(additionalProperties, false);
    this.#members = new Map(
      Object.entries(properties).map(([name, schema]) => [name, asMember(schema, required.includes(name))]),
    );
    return this.#members;
  }
}

function checkMember(
  { validator }: Member,
  name: string,
  value: unknown,
  old: PlainObject | undefined,
  step: string,
  findings: Findings,
): void {
  if (value === undefined || value === null || validator.quick(value)) return;
  const before = old === undefined ? undefined : member(old, name);
  if (before === value) return;
  findings.enter(step);
  validator.check(value, before, findings);
  findings.leave();
}

function reportRequired(name: string, findings: Findings): void {
  findings.enter(name);
  findings.errors.push(fieldRequired(findings.path));
  findings.leave();
}
