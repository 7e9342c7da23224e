import type {
  CoreV1EndpointPort,
  V1EndpointAddress,
  V1EndpointSubset,
  V1Pod,
  V1Service,
} from '../../api/index.ts';
import { formatIp, parseIp } from '../../apimachinery/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { hasHostname, hasPlace } from '../kit/endpoints/pod-place.ts';
import { repackSubsets } from '../kit/endpoints/repack-subsets.ts';
import { findPort } from '../kit/endpoints/service-ports.ts';

/** The subsets that a service should have. Mirrors kubernetes pkg/controller/endpoint (syncService). */
export function serviceSubsets(service: V1Service, pods: readonly V1Pod[]): readonly V1EndpointSubset[] {
  const publishesAll = service.spec?.publishNotReadyAddresses === true;
  return repackSubsets(
    pods.flatMap((pod): readonly V1EndpointSubset[] => {
      if (!hasPlace(pod) || (pod.metadata?.deletionTimestamp !== undefined && !publishesAll)) return [];
      const address = addressOf(service, pod);
      const ports = portsOf(service, pod);
      if (address === undefined || ports === undefined) return [];
      return [
        publishesAll || isPodReady(pod)
          ? { addresses: [address], ports }
          : { notReadyAddresses: [address], ports },
      ];
    }),
  );
}

/** Undefined where a pod cannot be reached by the service at all. */
function portsOf({ spec }: V1Service, pod: V1Pod): readonly CoreV1EndpointPort[] | undefined {
  const ports = spec?.ports ?? [];
  if (ports.length === 0) return spec?.clusterIP === 'None' ? [] : undefined;
  const found = ports.flatMap((servicePort) => {
    const port = findPort(pod, servicePort);
    if (port === undefined) return [];
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    return [
      { ...(name !== '' && { name }), port, protocol, ...(appProtocol !== undefined && { appProtocol }) },
    ];
  });
  return found.length === 0 ? undefined : found;
}

/** Mirrors podToEndpointAddressForService. */
function addressOf(service: V1Service, pod: V1Pod): V1EndpointAddress | undefined {
  const version = service.spec?.ipFamilies?.[0] === 'IPv6' ? 6 : 4;
  const address = (pod.status?.podIPs ?? [])
    .map(({ ip }) => parseIp(ip))
    .find((parsed) => parsed?.version === version);
  if (address === undefined) return undefined;
  const { namespace = '', name = '', uid = '' } = pod.metadata ?? {};
  return {
    ip: formatIp(address),
    ...(hasHostname(pod, service) && { hostname: pod.spec?.hostname ?? '' }),
    nodeName: pod.spec?.nodeName ?? '',
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}
