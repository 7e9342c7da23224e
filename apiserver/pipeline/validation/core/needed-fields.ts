import { type FieldPath, fieldRequired } from '../../../../apimachinery/index.ts';
import { checkBetween, type Errors, isNeeded } from '../checks.ts';

type Check<Value> = (errors: Errors, path: FieldPath, value: Value) => void;

/** Of an object some texts or lists must be there. */
export function needs<Field extends string>(
  ...fields: readonly Field[]
): Check<{ readonly [Name in Field]?: string | readonly string[] }> {
  return (errors, path, value) => {
    for (const field of fields) isNeeded(errors, path, field, value[field]);
  };
}

interface Referring {
  readonly secretRef?: { readonly name?: string };
}

/** As `needs`; and a reference to a secret has a name. */
export function needsReference<Field extends string>(
  ...fields: readonly Field[]
): Check<{ readonly [Name in Field]?: string } & Referring> {
  const check = needs(...fields);
  return (errors, path, value) => {
    check(errors, path, value);
    checkReference(errors, path, value);
  };
}

export function checkReference(errors: Errors, path: FieldPath, { secretRef }: Referring): void {
  if (secretRef === undefined || (secretRef.name ?? '') !== '') return;
  errors.push(fieldRequired(path.child('secretRef', 'name')));
}

/** A disk by its name, of which a partition may be meant; Kubernetes' words forget that none is 0. */
export function checkPartition<Field extends string>(
  field: Field,
): Check<{ readonly [Name in Field]?: string } & { readonly partition?: number }> {
  return (errors, path, value) => {
    isNeeded(errors, path, field, value[field]);
    if (value.partition !== 0) checkBetween(errors, path, 'partition', value.partition, [1, 255]);
  };
}
