import type { Kubelets } from '../../apimachinery/index.ts';
import type { KubeletPorts } from './kubelet-ports.ts';

export interface ServeKubeletsOptions {
  readonly nodes: readonly string[];
  readonly kubelets: Kubelets;
  /** Where all of them listen, each on a free port of its own. */
  readonly host: string;
  /** As PEM, with its key. */
  readonly certificate: string;
  readonly privateKey: string;
  /** Certificates, as PEM: who has none that one of these has signed is not answered. Absent: everybody is. */
  readonly clientAuthorities?: string;
  readonly onInternalError?: (error: unknown) => void;
  now(): number;
}

/**
 * Serves the ports of kubelets over HTTPS. Rejects with the listen error. The packages that it takes are loaded with the first call.
 */
export async function serveKubelets(options: ServeKubeletsOptions): Promise<KubeletPorts> {
  const { openKubeletPorts } = await import('./kubelet-ports.ts');
  return openKubeletPorts(options);
}
