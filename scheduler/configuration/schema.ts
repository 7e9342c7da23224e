import { definition } from '../../api/index.ts';
import type { Schema } from '../../apimachinery/index.ts';
import { points } from '../framework/profile.ts';

/**
 * What the fields of a configuration may be. Mirrors kube-scheduler config/v1 (types.go, types_pluginargs.go) and
 * k8s.io/component-base config/v1alpha1.
 */

type Properties = Readonly<Record<string, Schema>>;

const struct = (name: string, properties: Properties, version = 'v1'): Schema => ({
  definition: `io.k8s.kube-scheduler.config.${version}.${name}`,
  type: 'object',
  properties,
});
const list = (items: Schema): Schema => ({ type: 'array', items });
const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const int32: Schema = { type: 'integer', format: 'int32' };
const int64: Schema = { type: 'integer', format: 'int64' };
const bytes: Schema = { type: 'string', format: 'byte' };
const duration: Schema = { type: 'string', format: 'duration' };
const typeMeta = { apiVersion: text, kind: text };

const plugins = list(struct('Plugin', { name: text, weight: int32 }));
const pluginSet = struct('PluginSet', { enabled: plugins, disabled: plugins });

const profile = struct('KubeSchedulerProfile', {
  schedulerName: text,
  percentageOfNodesToScore: int32,
  plugins: struct(
    'Plugins',
    Object.fromEntries([...points, 'multiPoint'].map((point) => [point, pluginSet])),
  ),
  pluginConfig: list(struct('PluginConfig', { name: text, args: {} })),
});

const extender = struct('Extender', {
  urlPrefix: text,
  filterVerb: text,
  preemptVerb: text,
  prioritizeVerb: text,
  weight: int64,
  bindVerb: text,
  enableHTTPS: flag,
  tlsConfig: struct('ExtenderTLSConfig', {
    insecure: flag,
    serverName: text,
    certFile: text,
    keyFile: text,
    caFile: text,
    certData: bytes,
    keyData: bytes,
    caData: bytes,
  }),
  httpTimeout: duration,
  nodeCacheCapable: flag,
  managedResources: list(struct('ExtenderManagedResource', { name: text, ignoredByScheduler: flag })),
  ignorable: flag,
});

export const configurationSchema = struct('KubeSchedulerConfiguration', {
  ...typeMeta,
  parallelism: int32,
  leaderElection: struct(
    'LeaderElectionConfiguration',
    {
      leaderElect: flag,
      leaseDuration: duration,
      renewDeadline: duration,
      retryPeriod: duration,
      resourceLock: text,
      resourceName: text,
      resourceNamespace: text,
    },
    'v1alpha1',
  ),
  clientConnection: struct(
    'ClientConnectionConfiguration',
    { kubeconfig: text, acceptContentTypes: text, contentType: text, qps: { type: 'number' }, burst: int32 },
    'v1alpha1',
  ),
  enableProfiling: flag,
  enableContentionProfiling: flag,
  percentageOfNodesToScore: int32,
  podInitialBackoffSeconds: int64,
  podMaxBackoffSeconds: int64,
  profiles: list(profile),
  extenders: list(extender),
  delayCacheUntilActive: flag,
});

const resources = list(struct('ResourceSpec', { name: text, weight: int64 }));
const shape = list(struct('UtilizationShapePoint', { utilization: int32, score: int32 }));
const core = (name: string) => definition(`io.k8s.api.core.v1.${name}`);

/** The arguments of Kubernetes' own plugins, by the names of these. */
export function argsSchemas(): Properties {
  schemas ??= Object.fromEntries(
    Object.entries(properties()).map(([name, fields]) => [
      name,
      struct(`${name}Args`, { ...typeMeta, ...fields }),
    ]),
  );
  return schemas;
}

let schemas: Properties | undefined;

/** Made when asked for: most configurations say nothing of arguments, and definitions of the API are read from a file. */
function properties(): Readonly<Record<string, Properties>> {
  return {
    DefaultPreemption: { minCandidateNodesPercentage: int32, minCandidateNodesAbsolute: int32 },
    DynamicResources: { filterTimeout: duration, bindingTimeout: duration },
    InterPodAffinity: { hardPodAffinityWeight: int32, ignorePreferredTermsOfExistingPods: flag },
    NodeAffinity: { addedAffinity: core('NodeAffinity') },
    NodeResourcesBalancedAllocation: { resources },
    NodeResourcesFit: {
      ignoredResources: list(text),
      ignoredResourceGroups: list(text),
      scoringStrategy: struct('ScoringStrategy', {
        type: text,
        resources,
        requestedToCapacityRatio: struct('RequestedToCapacityRatioParam', { shape }),
      }),
    },
    PodTopologySpread: { defaultConstraints: list(core('TopologySpreadConstraint')), defaultingType: text },
    VolumeBinding: { bindTimeoutSeconds: int64, shape },
  };
}
