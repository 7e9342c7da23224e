import type { ApiRequest, Empty, Encoder, Kubelets, UserInfo } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { Store } from '../../store/index.ts';
import type { Cacher } from '../cache/cacher.ts';
import type { AccessControl } from '../pipeline/access/index.ts';
import type { AdmissionChain } from '../pipeline/admission/index.ts';
import type { FieldManagers } from '../pipeline/field-management/index.ts';
import type { AddressPool, Surroundings } from '../pipeline/strategies/index.ts';
import type { ResourceRegistry } from '../registry/resource-registry.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { Representation } from '../respond/accept.ts';
import type { WriteOrigin } from '../storage/object-storage.ts';
import type { LocalPorts } from '../subresources/streams/local-ports.ts';
import type { RequestInfo } from './request-info.ts';
import type { Webhooks } from './webhooks.ts';

/** What one API server is made of, as the verbs see it. */
export interface ServerContext extends AccessControl, Surroundings {
  readonly environment: Environment;
  readonly store: Store;
  readonly cacher: Cacher;
  readonly encoders: readonly Encoder[];
  readonly admission: AdmissionChain;
  readonly resources: ResourceRegistry;
  readonly webhooks: Webhooks;
  readonly fieldManagers: FieldManagers;
  readonly tracksFields: boolean;
  /** Of `scheduler` and `controller-manager` those that run beside it. */
  readonly components: readonly string[];
  readonly addresses: AddressPool;
  /** Whether somebody makes ServiceAccounts, so that a pod's must exist. */
  readonly serviceAccounts: boolean;
  readonly kubelets: Kubelets;
  readonly localPorts: LocalPorts | undefined;
}

/** One request to one resource. */
export interface RequestContext {
  readonly server: ServerContext;
  readonly request: ApiRequest;
  readonly user: UserInfo;
  readonly info: RequestInfo;
  readonly kind: ServedKind;
  readonly origin: WriteOrigin;
  /** What the answer is to look like. */
  readonly asked: Representation;
  /** Texts for `Warning` headers, in order. */
  readonly warnings: string[];
  /** What the body gives and storing leaves out: validation sees it. */
  empties: readonly Empty[] | undefined;
}

/** `kubectl/v1.33.4 (linux/amd64) kubernetes/abc` -> `kubectl`. */
export function clientName(userAgent: string | undefined): string {
  const name = /^[^/ ]+/.exec(userAgent ?? '')?.[0];
  return name ?? 'unknown';
}
