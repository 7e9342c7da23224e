import { exponentialRateLimiter } from '../../client/index.ts';
import type { ControllerOptions } from '../../controller-runtime/index.ts';

/** How the controllers of certificates work. Mirrors kubernetes pkg/controller/certificates (NewCertificateController). */
export function certificateQueue(): ControllerOptions {
  return {
    userAgent: 'certificate-controller',
    maxConcurrentReconciles: 5,
    rateLimiter: exponentialRateLimiter(200, 1_000_000),
  };
}
