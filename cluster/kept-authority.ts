import { type CertificateAuthority, createCertificateAuthority } from '../controllers/index.ts';
import type { Environment } from '../environment/index.ts';
import type { Store } from '../store/index.ts';

/** Beside the objects: no request reads it. */
const key = '/homeostat/certificate-authority';

/** The certificate authority that a store keeps; a new one, which it keeps from now on, where it has none. */
export async function keptAuthority(environment: Environment, store: Store): Promise<CertificateAuthority> {
  const kept = await store.get(key);
  if (kept !== undefined) return JSON.parse(kept.value) as CertificateAuthority;
  const authority = createCertificateAuthority(environment.fork('certificate-authority'));
  await store.txn({ compare: [], success: [{ type: 'put', key, value: JSON.stringify(authority) }] });
  return authority;
}
