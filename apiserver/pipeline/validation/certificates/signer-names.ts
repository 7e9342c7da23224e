import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  goQuote,
  validateDns1123Label,
  validateDns1123Subdomain,
} from '../../../../apimachinery/index.ts';
import { isLongerThan, when } from '../tell.ts';

const domainMax = 253;
const nameMax = domainMax + 1 + domainMax + 63 + 1;

/** A domain and what it signs. Mirrors kubernetes pkg/apis/core/validation (ValidateSignerName). */
export function signerNameErrors(path: FieldPath, name = ''): FieldError[] {
  if (name === '') return [fieldRequired(path)];
  const [domain = '', what = '', ...others] = name.split('/');
  if (others.length > 0 || !name.includes('/')) {
    const says = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldInvalid(path, name, says)];
  }
  const alone = 'should be a domain with at least two segments separated by dots';
  return [
    ...when(isLongerThan(domain, domainMax), () => fieldTooLong(path, domainMax)),
    ...labelErrors(path, domain, validateDns1123Label),
    ...when(!domain.includes('.'), () => fieldInvalid(path, domain, alone)),
    ...labelErrors(path, what, validateDns1123Subdomain),
    ...when(isLongerThan(name, nameMax), () => fieldTooLong(path, nameMax)),
  ];
}

/** Only of the first one that is wrong. */
function labelErrors(
  path: FieldPath,
  text: string,
  rule: (label: string) => readonly string[],
): FieldError[] {
  const label = text.split('.').find((one) => rule(one).length > 0);
  if (label === undefined) return [];
  return rule(label).map((says) => fieldInvalid(path, text, `validating label ${goQuote(label)}: ${says}`));
}
