import {
  type FieldError,
  type FieldPath,
  fieldRequired,
  fieldTooLong,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { isLongerThan, tell, when } from '../tell.ts';

const bytesMax = 253;

/** Mirrors kubernetes pkg/apis/resource/validation (validatePoolName). */
export function poolNameErrors(name: string, at: FieldPath): FieldError[] {
  if (name === '') return [fieldRequired(at)];
  return [
    ...when(isLongerThan(name, bytesMax), () => fieldTooLong(at, bytesMax)),
    ...name.split('/').flatMap((part) => tell(at, part, validateDns1123Subdomain(part))),
  ];
}
