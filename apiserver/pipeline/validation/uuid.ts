import { type FieldError, type FieldPath, fieldInvalid, goQuote } from '../../../apimachinery/index.ts';

const length = 36;
const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const plain = /^[0-9a-f]{32}$/i;
const urn = 'urn:uuid:';
const notNormal =
  'uid must be in RFC 4122 normalized form, `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx` with lowercase hexadecimal characters';

/** An id of devices that are shared. Mirrors kubernetes pkg/apis/resource/validation (validateUID). */
export function uuidErrors(text: string, at: FieldPath): FieldError[] {
  const problem = uuidProblem(text);
  if (problem !== undefined) return [fieldInvalid(at, text, `error validating uid: ${problem}`)];
  const isNormal = text.length === length && text === text.toLowerCase();
  return isNormal ? [] : [fieldInvalid(at, text, notNormal)];
}

/** Mirrors github.com/google/uuid (Validate), which takes several forms. */
function uuidProblem(text: string): string | undefined {
  const bytes = Buffer.from(text).toString('latin1');
  const wrong = 'invalid UUID format';
  switch (bytes.length) {
    case length:
      return hyphenated.test(bytes) ? undefined : wrong;
    case length + urn.length:
      if (bytes.slice(0, urn.length).toLowerCase() !== urn)
        return `invalid urn prefix: ${goQuote(bytes.slice(0, urn.length))}`;
      return hyphenated.test(bytes.slice(urn.length)) ? undefined : wrong;
    case length + 2:
      if (!bytes.startsWith('{') || !bytes.endsWith('}')) return 'invalid bracketed UUID format';
      return hyphenated.test(bytes.slice(1, -1)) ? undefined : wrong;
    case 32:
      return plain.test(bytes) ? undefined : wrong;
    default:
      return `invalid UUID length: ${bytes.length}`;
  }
}
