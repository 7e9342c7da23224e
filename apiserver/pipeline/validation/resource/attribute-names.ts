import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldTooLong,
} from '../../../../apimachinery/index.ts';
import { driverNameErrors } from '../storage/csi.ts';
import { isLongerThan, tell, when } from '../tell.ts';

const identifierMax = 32;
const identifierForm = /^[A-Za-z_][A-Za-z0-9_]*$/;
const noIdentifier =
  "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '[A-Za-z_][A-Za-z0-9_]*')";

/** An attribute of a device with the domain it is of. Mirrors kubernetes pkg/apis/resource/validation (validateFullyQualifiedName). */
export function qualifiedAttributeErrors(name: string, at: FieldPath): FieldError[] {
  const says = 'a fully qualified name must be a domain and a name separated by a slash';
  return [...qualifiedNameErrors(name, at), ...when(!name.includes('/'), () => fieldInvalid(at, name, says))];
}

/** A name, or a domain and a name. Mirrors validateQualifiedName. */
export function qualifiedNameErrors(name: string, at: FieldPath): FieldError[] {
  const [domain = '', identifier, ...others] = name.split('/');
  if (others.length > 0) return [];
  if (identifier === undefined) return identifierErrors(domain, at);
  return [
    ...(domain === ''
      ? [fieldInvalid(at, '', 'the domain must not be empty')]
      : driverNameErrors(domain, at)),
    ...(identifier === ''
      ? [fieldInvalid(at, '', 'the name must not be empty')]
      : identifierErrors(identifier, at)),
  ];
}

function identifierErrors(identifier: string, at: FieldPath): FieldError[] {
  return [
    ...when(isLongerThan(identifier, identifierMax), () => fieldTooLong(at, identifierMax)),
    ...(identifierForm.test(identifier) ? [] : tell(at, identifier, [noIdentifier])),
  ];
}
