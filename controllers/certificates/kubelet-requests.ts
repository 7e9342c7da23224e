import { type CertificateRequest, generalNames } from '../../component-helpers/index.ts';

type Usages = readonly string[];
type Sort = keyof typeof generalNames;

/**
 * Why a request is not a kubelet's that wants to be known to the API server; undefined: it is. Mirrors kubernetes
 * pkg/apis/certificates (ValidateKubeletClientCSR).
 */
export function kubeletClientProblem(request: CertificateRequest, usages: Usages): string | undefined {
  return (
    organizationProblem(request) ??
    otherNamesProblem(request, ['dns', 'email', 'ip', 'uri']) ??
    commonNameProblem(request) ??
    usagesProblem(usages, 'client auth')
  );
}

/** Why a request is not a kubelet's that serves; undefined: it is. Mirrors ValidateKubeletServingCSR. */
export function kubeletServingProblem(request: CertificateRequest, usages: Usages): string | undefined {
  const { dns, ip } = generalNames;
  const isFound = request.otherNames.some(({ sort }) => sort === dns || sort === ip);
  return (
    organizationProblem(request) ??
    (isFound ? undefined : 'DNS or IP subjectAltName is required') ??
    otherNamesProblem(request, ['email', 'uri']) ??
    usagesProblem(usages, 'server auth') ??
    commonNameProblem(request)
  );
}

function organizationProblem({ organizations }: CertificateRequest): string | undefined {
  const isNode = organizations.length === 1 && organizations[0] === 'system:nodes';
  return isNode ? undefined : 'subject organization is not system:nodes';
}

function commonNameProblem({ commonName }: CertificateRequest): string | undefined {
  return commonName.startsWith('system:node:')
    ? undefined
    : 'subject common name does not begin with system:node:';
}

const sortNames: Readonly<Record<Sort, string>> = { dns: 'DNS', email: 'Email', ip: 'IP', uri: 'URI' };

function otherNamesProblem({ otherNames }: CertificateRequest, refused: readonly Sort[]): string | undefined {
  const found = refused.find((sort) => otherNames.some((other) => other.sort === generalNames[sort]));
  return found && `${sortNames[found]} subjectAltNames are not allowed`;
}

/** All of these, of which only an RSA key needs the encipherment, and no others. */
function usagesProblem(usages: Usages, what: 'client auth' | 'server auth'): string | undefined {
  const all = ['digital signature', 'key encipherment', what].sort();
  const fits =
    usages.includes('digital signature') &&
    usages.includes(what) &&
    usages.every((usage) => all.includes(usage));
  return fits ? undefined : `usages did not match [${all.join(' ')}]`;
}
