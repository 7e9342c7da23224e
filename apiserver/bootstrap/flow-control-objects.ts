import type { FlowcontrolV1Subject, V1ResourcePolicyRule } from '../../api/index.ts';
import {
  everythingOf,
  type LevelSpec,
  type SchemaSpec,
} from '../pipeline/validation/flowcontrol/mandatory.ts';

/**
 * What every cluster is advised to have besides what is mandatory, in the order in which it is made. Mirrors k8s.io/apiserver
 * pkg/apis/flowcontrol/bootstrap.
 */
export const suggestedLevels: Readonly<Record<string, LevelSpec>> = {
  system: queued(30, 33, [64, 6]),
  'node-high': queued(40, 25, [64, 6]),
  'leader-election': queued(10, 0, [16, 4]),
  'workload-high': queued(40, 50, [128, 6]),
  'workload-low': queued(100, 90, [128, 6]),
  'global-default': queued(20, 50, [128, 6]),
};

export const suggestedSchemas: Readonly<Record<string, SchemaSpec>> = {
  'system-nodes': by('ByUser', 500, 'system', everythingOf('system:nodes')),
  'system-node-high': by('ByUser', 400, 'node-high', [
    {
      subjects: [group('system:nodes')],
      resourceRules: [
        { ...rule('', ['nodes', 'nodes/status'], ['*']), clusterScope: true },
        rule('coordination.k8s.io', ['leases'], ['*']),
      ],
    },
  ]),
  probes: {
    matchingPrecedence: 2,
    priorityLevelConfiguration: { name: 'exempt' },
    rules: [
      {
        subjects: [group('system:unauthenticated'), group('system:authenticated')],
        nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
      },
    ],
  },
  'system-leader-election': by('ByUser', 100, 'leader-election', [
    {
      subjects: [user('system:kube-controller-manager'), user('system:kube-scheduler'), ofKubeSystem()],
      resourceRules: [rule('coordination.k8s.io', ['leases'], ['get', 'create', 'update'])],
    },
  ]),
  'kube-controller-manager': by(
    'ByNamespace',
    800,
    'workload-high',
    everything(user('system:kube-controller-manager')),
  ),
  'kube-scheduler': by('ByNamespace', 800, 'workload-high', everything(user('system:kube-scheduler'))),
  'kube-system-service-accounts': by('ByNamespace', 900, 'workload-high', everything(ofKubeSystem())),
  'service-accounts': by('ByUser', 9_000, 'workload-low', everythingOf('system:serviceaccounts')),
  'global-default': by(
    'ByUser',
    9_900,
    'global-default',
    everythingOf('system:unauthenticated', 'system:authenticated'),
  ),
};

function queued(shares: number, lendable: number, [queues, handSize]: readonly [number, number]): LevelSpec {
  return {
    type: 'Limited',
    limited: {
      nominalConcurrencyShares: shares,
      lendablePercent: lendable,
      limitResponse: { type: 'Queue', queuing: { queues, handSize, queueLengthLimit: 50 } },
    },
  };
}

function by(type: string, matchingPrecedence: number, level: string, rules: SchemaSpec['rules']): SchemaSpec {
  return {
    matchingPrecedence,
    priorityLevelConfiguration: { name: level },
    distinguisherMethod: { type },
    ...(rules !== undefined && { rules }),
  };
}

/** Whatever it asks. */
function everything(subject: FlowcontrolV1Subject): NonNullable<SchemaSpec['rules']> {
  return everythingOf().map((all) => ({ ...all, subjects: [subject] }));
}

function rule(group: string, resources: readonly string[], verbs: readonly string[]): V1ResourcePolicyRule {
  return { verbs, apiGroups: [group], resources, namespaces: ['*'] };
}

function group(name: string): FlowcontrolV1Subject {
  return { kind: 'Group', group: { name } };
}

function user(name: string): FlowcontrolV1Subject {
  return { kind: 'User', user: { name } };
}

function ofKubeSystem(): FlowcontrolV1Subject {
  return { kind: 'ServiceAccount', serviceAccount: { name: '*', namespace: 'kube-system' } };
}
