import { type Definition, isDefinitionTrue } from '../definition.ts';
import { withCondition } from './conditions.ts';

/**
 * The definition established, once its names are accepted; the very same where there is nothing to do. Mirrors
 * apiextensions-apiserver pkg/controller/establish, of one API server: at once.
 */
export function withEstablished(definition: Definition, now: string): Definition {
  if (!isDefinitionTrue(definition, 'NamesAccepted') || isDefinitionTrue(definition, 'Established')) {
    return definition;
  }
  const type = 'Established';
  if (hasInvalidBundle(definition)) {
    const message = 'The conversion webhook CABundle is invalid';
    return withCondition(definition, { type, status: 'False', reason: 'InvalidCABundle', message }, now);
  }
  const message = 'the initial names have been accepted';
  return withCondition(definition, { type, status: 'True', reason: 'InitialNamesAccepted', message }, now);
}

/** Mirrors k8s.io/apiserver pkg/util/webhook (ValidateCABundle): PEM with at least one certificate, or nothing. */
function hasInvalidBundle({ spec }: Definition): boolean {
  const { caBundle = '' } = spec.conversion?.webhook?.clientConfig ?? {};
  const text = Buffer.from(caBundle, 'base64').toString('latin1');
  return text.trim() !== '' && !/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(text);
}
