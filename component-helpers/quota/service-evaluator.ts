import type { V1Service } from '../../api/index.ts';
import { quantityOf } from '../../apimachinery/index.ts';
import type { QuotaEvaluator } from './evaluator.ts';

const names = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];

/** Counts services, and what they take of the cluster. Mirrors kubernetes pkg/quota/v1/evaluator/core (services). */
export const serviceEvaluator: QuotaEvaluator = {
  group: '',
  resource: 'services',
  matching: (asked) => asked.filter((name) => names.includes(name)),
  usage: (service: V1Service) =>
    new Map([
      ['count/services', quantityOf(1)],
      ['services', quantityOf(1)],
      ['services.loadbalancers', quantityOf(service.spec?.type === 'LoadBalancer' ? 1 : 0)],
      ['services.nodeports', quantityOf(nodePorts(service))],
    ]),
  handles: ({ operation, subresource }) =>
    subresource === '' && (operation === 'CREATE' || operation === 'UPDATE'),
  replenishes: (before: V1Service, after: V1Service) => exposure(before) !== exposure(after),
};

function nodePorts({ spec }: V1Service): number {
  const { type, ports = [], allocateLoadBalancerNodePorts } = spec ?? {};
  if (type === 'LoadBalancer' && allocateLoadBalancerNodePorts === false) {
    return ports.filter(({ nodePort }) => (nodePort ?? 0) !== 0).length;
  }
  return type === 'NodePort' || type === 'LoadBalancer' ? ports.length : 0;
}

/** Mirrors GetQuotaServiceType. */
function exposure({ spec }: V1Service): string {
  const type = spec?.type ?? '';
  return type === 'NodePort' || type === 'LoadBalancer' ? type : '';
}
