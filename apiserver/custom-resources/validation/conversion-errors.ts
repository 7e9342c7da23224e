import { X509Certificate } from 'node:crypto';
import type {
  ApiextensionsV1WebhookClientConfig,
  V1CustomResourceConversion,
  V1WebhookConversion,
} from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  validateDns1035Label,
  validateWebhookClient,
} from '../../../apimachinery/index.ts';

/**
 * What is wrong with how versions are converted. A bundle of authorities that is none is let through until the definition
 * is established. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation
 * (validateCustomResourceConversion).
 */
export function conversionErrors(
  { strategy = '', webhook }: Partial<V1CustomResourceConversion>,
  path: FieldPath,
  checksBundle: boolean,
): FieldError[] {
  const errors = strategyErrors(strategy, path.child('strategy'));
  const client = path.child('webhookClientConfig');
  const reviews = path.child('conversionReviewVersions');
  const { clientConfig, conversionReviewVersions = [] }: Partial<V1WebhookConversion> = webhook ?? {};
  if (strategy === 'Webhook') {
    return [
      ...errors,
      ...(clientConfig === undefined
        ? [fieldRequired(client, 'required when strategy is set to Webhook')]
        : clientErrors(clientConfig, client, checksBundle)),
      ...reviewVersionErrors(conversionReviewVersions, reviews),
    ];
  }
  const says = 'should not be set when strategy is not set to Webhook';
  if (clientConfig !== undefined) errors.push(fieldForbidden(client, says));
  if (conversionReviewVersions.length > 0) errors.push(fieldForbidden(reviews, says));
  return errors;
}

function strategyErrors(strategy: string, path: FieldPath): FieldError[] {
  const allowed = ['None', 'Webhook'];
  if (strategy === '') return [fieldRequired(path)];
  return allowed.includes(strategy) ? [] : [fieldNotSupported(path, strategy, allowed)];
}

function clientErrors(
  { caBundle = '', ...client }: ApiextensionsV1WebhookClientConfig,
  path: FieldPath,
  checksBundle: boolean,
): FieldError[] {
  const errors = validateWebhookClient(client, path);
  if (caBundle === '' || !checksBundle) return errors;
  const says = bundleProblem(caBundle);
  return says === undefined ? errors : [...errors, fieldInvalid(path.child('caBundle'), caBundle, says)];
}

/** What is wrong with certificates of authorities, in base64. Mirrors client-go transport (rootCertPool). */
export function bundleProblem(bundle: string): string | undefined {
  const text = Buffer.from(bundle, 'base64').toString('latin1');
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const prefix = 'unable to load root certificates: unable to parse bytes as PEM block';
  if (!/-----BEGIN [A-Z0-9 ]+-----/.test(text)) return prefix;
  return certificates.some(isCertificate)
    ? undefined
    : 'unable to load root certificates: failed to parse certificate: x509: malformed certificate';
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

const knownReviews: readonly string[] = ['v1', 'v1beta1'];

function reviewVersionErrors(versions: readonly string[], path: FieldPath): FieldError[] {
  if (versions.length === 0) return [fieldRequired(path)];
  const errors = versions.flatMap((version, index) => {
    if (versions.indexOf(version) < index)
      return [fieldInvalid(path.index(index), version, 'duplicate version')];
    return validateDns1035Label(version).map((says) => fieldInvalid(path.index(index), version, says));
  });
  if (versions.some((version) => knownReviews.includes(version))) return errors;
  const says = `must include at least one of ${knownReviews.join(', ')}`;
  return [...errors, fieldInvalid(path, versions, says)];
}
