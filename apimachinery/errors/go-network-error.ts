const certificateErrors: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate signed by unknown authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate signed by unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate signed by unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate signed by unknown authority',
  CERT_HAS_EXPIRED: 'certificate has expired or is not yet valid',
};

const dialErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};

/** Why a server gave no answer, as Go says it; `error` is what Node says. Mirrors Go's net and crypto/tls. */
export function goNetworkError(error: Error & { readonly code?: string }, url: URL): string {
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  const address = `${url.hostname}:${port}`;
  const certificate = certificateErrors[error.code ?? ''];
  if (certificate !== undefined) return `tls: failed to verify certificate: x509: ${certificate}`;
  const dialed = dialErrors[error.code ?? ''];
  if (dialed !== undefined) return `dial tcp ${address}: ${dialed}`;
  if (error.code === 'ENOTFOUND') return `dial tcp: lookup ${url.hostname}: no such host`;
  return error.code === 'ECONNRESET' ? 'EOF' : error.message;
}
