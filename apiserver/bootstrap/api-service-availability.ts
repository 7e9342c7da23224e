import type { V1APIService, V1EndpointSlice, V1Service } from '../../api/index.ts';
import { formatTime, goQuote, setCondition } from '../../apimachinery/index.ts';
import { OwnWork } from '../own-work.ts';
import type { ServerContext } from '../request/request-context.ts';
import { OwnObjects } from './own-objects.ts';

type Condition = NonNullable<NonNullable<V1APIService['status']>['conditions']>[number];

/**
 * Says of each API service that a service is to answer whether it can: nobody hands requests on, so it cannot, and why is told as
 * Kubernetes would. Costs nothing while there is none. Mirrors kube-aggregator pkg/controllers/status/remote.
 */
export class ApiServiceAvailability {
  readonly #server: ServerContext;
  readonly #apiServices: OwnObjects<V1APIService>;
  readonly #services: OwnObjects<V1Service>;
  readonly #slices: OwnObjects<V1EndpointSlice>;
  /** Those with a service. */
  readonly #remote = new Set<string>();
  readonly #work: OwnWork;

  constructor(server: ServerContext) {
    this.#server = server;
    const itself = 'kube-apiserver';
    this.#apiServices = new OwnObjects(server, 'apiregistration.k8s.io', 'apiservices', itself);
    this.#services = new OwnObjects(server, '', 'services', itself);
    this.#slices = new OwnObjects(server, 'discovery.k8s.io', 'endpointslices', itself);
    this.#work = new OwnWork(server.environment, 'API services of others', (name) => this.#tell(name));
  }

  start(): void {
    this.#apiServices.follow((previous, current) => {
      const name = (current ?? previous)?.metadata?.name ?? '';
      if (current?.spec?.service === undefined) this.#remote.delete(name);
      else {
        this.#remote.add(name);
        this.#work.add(name);
      }
    });
    const lookAtAll = () => {
      for (const name of this.#remote) this.#work.add(name);
    };
    this.#services.follow(lookAtAll);
    this.#slices.follow(lookAtAll);
  }

  async #tell(name: string): Promise<void> {
    const current = this.#apiServices.get(name);
    const condition = current === undefined ? undefined : this.#conditionOf(current);
    if (current === undefined || condition === undefined) return;
    const before = current.status?.conditions;
    const conditions = setCondition(before, condition, formatTime(this.#server.environment.clock.now()));
    if (conditions !== before) await this.#apiServices.updateStatus({ ...current, status: { conditions } });
  }

  #conditionOf({ spec }: V1APIService): Condition | undefined {
    if (spec?.service === undefined) return undefined;
    const { name = '', namespace = '', port = 443 } = spec.service;
    const place = `service/${name} in ${goQuote(namespace)}`;
    const service = this.#services.get(name, namespace);
    if (service === undefined) return unavailable('ServiceNotFound', `${place} is not present`);
    if ((service.spec?.type ?? 'ClusterIP') === 'ClusterIP') {
      const found = service.spec?.ports?.find((one) => one.port === port);
      if (found === undefined)
        return unavailable('ServicePortError', `${place} is not listening on port ${port}`);
      const slices = this.#slicesOf(name, namespace);
      if (slices.length === 0)
        return unavailable('EndpointsNotFound', `cannot find endpointslices for ${place}`);
      const { name: portName = '' } = found;
      if (!slices.some((slice) => hasEndpoint(slice, portName))) {
        const says = `endpointslices for ${place} have no addresses with port name ${goQuote(portName)}`;
        return unavailable('MissingEndpoints', says);
      }
    }
    const url = `https://${service.spec?.clusterIP ?? ''}:${port}/apis/${spec.group ?? ''}/${spec.version ?? ''}`;
    const why = `Get ${goQuote(url)}: context deadline exceeded`;
    return unavailable('FailedDiscoveryCheck', `failing or missing response from ${url}: ${why}`);
  }

  #slicesOf(service: string, namespace: string): readonly V1EndpointSlice[] {
    return [...this.#slices.all()].filter(
      ({ metadata }) =>
        metadata?.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === service,
    );
  }
}

function unavailable(reason: string, message: string): Condition {
  return { type: 'Available', status: 'False', reason, message };
}

/** Mirrors hasAvailableEndpoint. */
function hasEndpoint({ ports, endpoints }: V1EndpointSlice, portName: string): boolean {
  if (!(ports ?? []).some(({ name = '', port }) => name === portName && port !== undefined)) return false;
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
}
