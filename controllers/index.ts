/**
 * The built-in controllers: each looks at what is, decides, and writes what brings it nearer to what is wanted. This
 * table is all of them; each is one function that adds it to a manager, from a folder beside this file.
 */
import type { Manager } from '../controller-runtime/index.ts';
import { addAttachDetachController } from './attach-detach/attach-detach-controller.ts';
import { addCsrApprovingController } from './certificates/approving-controller.ts';
import {
  type CertificateAuthority,
  certificateSigner,
  createCertificateAuthority,
} from './certificates/certificate-authority.ts';
import { addCsrCleanerController } from './certificates/cleaner-controller.ts';
import { addCsrSigningController } from './certificates/signing-controller.ts';
import { addClusterRoleAggregation } from './clusterrole-aggregation/clusterrole-aggregation-controller.ts';
import { addCronJobController } from './cronjob/cronjob-controller.ts';
import { addDaemonSetController } from './daemonset/daemonset-controller.ts';
import { addDeploymentController } from './deployment/deployment-controller.ts';
import { addDeviceTaintEvictionController } from './device-taint-eviction/device-taint-eviction-controller.ts';
import { addDisruptionController } from './disruption/disruption-controller.ts';
import { type ControllerName, controllersProblem, enabledControllers } from './enabled-controllers.ts';
import { addEndpointsController } from './endpoints/endpoints-controller.ts';
import { addEndpointSliceController } from './endpointslice/endpointslice-controller.ts';
import { addEndpointSliceMirroringController } from './endpointslice-mirroring/mirroring-controller.ts';
import { addEphemeralVolumeController } from './ephemeral-volume/ephemeral-volume.ts';
import { addGarbageCollector } from './garbage-collector/garbage-collector.ts';
import { addHorizontalPodAutoscalerController } from './horizontal-pod-autoscaler/autoscaler-controller.ts';
import { addJobController } from './job/job-controller.ts';
import { addNamespaceController } from './namespace/namespace-controller.ts';
import { addRootCaPublisher } from './namespace-defaults/root-ca-certificate.ts';
import { addServiceAccountController } from './namespace-defaults/service-accounts.ts';
import { type NodeCidrOptions, problemOfNodeCidrs } from './node-ipam/node-cidr-options.ts';
import { addNodeIpamController } from './node-ipam/node-ipam-controller.ts';
import { addNodeLifecycleController } from './node-lifecycle/node-lifecycle-controller.ts';
import { addTaintEvictionController } from './node-lifecycle/taint-eviction-controller.ts';
import { addPodGarbageCollector } from './pod-garbage-collector/pod-garbage-collector.ts';
import { addPolicyStatusController } from './policy-status/policy-status-controller.ts';
import { addReplicaSetController, addReplicationController } from './replicaset/replicaset-controller.ts';
import { addResourceClaimController } from './resource-claim/resource-claim-controller.ts';
import { addResourceQuotaController } from './resource-quota/resource-quota-controller.ts';
import { addServiceCidrController } from './service-cidr/service-cidr-controller.ts';
import { addServiceLbController } from './service-lb/service-lb-controller.ts';
import { addSimulatedStorage } from './simulated-storage/simulated-storage.ts';
import { addStatefulSetController } from './statefulset/statefulset-controller.ts';
import { addTtlController } from './ttl/ttl-controller.ts';
import { addTtlAfterFinishedController } from './ttl-after-finished/ttl-after-finished-controller.ts';
import { addVolumeBinder } from './volume-binder/volume-binder.ts';
import { addVolumeExpander } from './volume-expander/volume-expander.ts';
import {
  addAttributesClassProtectionController,
  addClaimProtectionController,
  addVolumeProtectionController,
} from './volume-protection/volume-protection.ts';

export { type CertificateAuthority, createCertificateAuthority, type NodeCidrOptions, problemOfNodeCidrs };

/** What some of them are told. */
export interface ControllerOptions {
  /** Nodes get networks for their pods, of these. Default: the node-ipam-controller does not run. */
  readonly allocateNodeCidrs?: NodeCidrOptions;
  /** The addresses of services. */
  readonly serviceCidrs?: readonly string[];
  /** Who signs certificates. Default: one that is made for them. */
  readonly certificateAuthority?: CertificateAuthority;
}

/** The options, with what there is where nothing is said. */
type AddOptions = ControllerOptions & Required<Pick<ControllerOptions, 'certificateAuthority'>>;

/** One of them. What is said of it here is printed as docs/reference/controllers.md. */
export interface BuiltInController extends ControllerName {
  readonly add: (manager: Manager, options: AddOptions) => unknown;
  /** What it is there for, in a line. */
  readonly does: string;
  /** What it writes: `Pods; ReplicaSets (status); Events`. */
  readonly writes: string;
  /** What a user sees otherwise than with Kubernetes' own. Absent: nothing known. */
  readonly differs?: string;
}

/**
 * Every built-in controller, in the order they are added, by the name that kube-controller-manager knows it by. Mirrors
 * kubernetes cmd/kube-controller-manager (names).
 */
export const builtInControllers: readonly BuiltInController[] = [
  {
    name: 'deployment-controller',
    alias: 'deployment',
    add: (manager) => addDeploymentController(manager),
    does: 'rolls Deployments out and back over ReplicaSets',
    writes: 'ReplicaSets; Deployments (status, revision); Events',
    differs: "the hash of a template is ours: Kubernetes' is made from how Go prints it",
  },
  {
    name: 'disruption-controller',
    alias: 'disruption',
    add: (manager) => addDisruptionController(manager),
    does: 'tells how many of the pods of each PodDisruptionBudget may be disrupted',
    writes: 'PodDisruptionBudgets (status); Pods (status); Events',
  },
  {
    name: 'daemonset-controller',
    alias: 'daemonset',
    add: (manager) => addDaemonSetController(manager),
    does: 'keeps a pod on every node that should have one, and updates them',
    writes: 'Pods; ControllerRevisions; DaemonSets (status); Events',
    differs: "the hash of a template is ours: Kubernetes' is made from how Go prints it",
  },
  {
    name: 'endpoints-controller',
    alias: 'endpoint',
    add: (manager) => addEndpointsController(manager),
    does: 'tells in Endpoints which pods are behind each Service, 1,000 addresses at most',
    writes: 'Endpoints; Events',
  },
  {
    name: 'endpointslice-controller',
    alias: 'endpointslice',
    add: (manager) => addEndpointSliceController(manager),
    does: 'tells in EndpointSlices which pods are behind each Service, with zones and hints',
    writes: 'EndpointSlices; Events',
  },
  {
    name: 'endpointslice-mirroring-controller',
    alias: 'endpointslicemirroring',
    add: (manager) => addEndpointSliceMirroringController(manager),
    does: 'mirrors the Endpoints of Services without a selector in EndpointSlices',
    writes: 'EndpointSlices; Events',
  },
  {
    name: 'garbage-collector-controller',
    alias: 'garbagecollector',
    add: (manager) => addGarbageCollector(manager),
    does: 'deletes what no owner is left of, and lets go of what is orphaned',
    writes: 'any kind (deletes, owner references, finalizers)',
  },
  {
    name: 'horizontal-pod-autoscaler-controller',
    alias: 'horizontalpodautoscaling',
    add: (manager) => addHorizontalPodAutoscalerController(manager),
    does: 'gives workloads as many replicas as their metrics ask for',
    writes: 'scale of any kind that has it; HorizontalPodAutoscalers (status); Events',
  },
  {
    name: 'namespace-controller',
    alias: 'namespace',
    add: (manager) => addNamespaceController(manager),
    does: 'empties a namespace that is deleted',
    writes: 'any namespaced kind (deletes); Namespaces (status, finalizers)',
  },
  {
    name: 'serviceaccount-controller',
    alias: 'serviceaccount',
    add: (manager) => addServiceAccountController(manager),
    does: 'gives each namespace the ServiceAccount `default`',
    writes: 'ServiceAccounts',
  },
  {
    name: 'root-ca-certificate-publisher-controller',
    alias: 'root-ca-cert-publisher',
    add: (manager, { certificateAuthority }) => addRootCaPublisher(manager, certificateAuthority.certificate),
    does: 'gives each namespace the ConfigMap `kube-root-ca.crt`',
    writes: 'ConfigMaps',
  },
  {
    name: 'clusterrole-aggregation-controller',
    alias: 'clusterrole-aggregation',
    add: (manager) => addClusterRoleAggregation(manager),
    does: 'gives ClusterRoles the rules of those that their aggregation rule selects',
    writes: 'ClusterRoles (rules)',
  },
  {
    name: 'certificatesigningrequest-signing-controller',
    alias: 'csrsigning',
    add: (manager, { certificateAuthority }) => addCsrSigningController(manager, certificateAuthority),
    does: "signs, with the cluster's certificate authority, what is approved and meant for one of Kubernetes' own signers",
    writes: 'CertificateSigningRequests (status)',
  },
  {
    name: 'certificatesigningrequest-approving-controller',
    alias: 'csrapproving',
    add: (manager) => addCsrApprovingController(manager),
    does: 'approves the certificates that kubelets ask for to be known to the API server',
    writes: 'CertificateSigningRequests (approval)',
  },
  {
    name: 'certificatesigningrequest-cleaner-controller',
    alias: 'csrcleaner',
    add: (manager) => addCsrCleanerController(manager),
    does: 'deletes requests for certificates that were decided an hour ago, or that nobody has answered for a day',
    writes: 'CertificateSigningRequests (deletes)',
    differs: 'each goes when its time is over, not at the next hour',
  },
  {
    name: 'ttl-controller',
    alias: 'ttl',
    add: (manager) => addTtlController(manager),
    does: 'tells nodes for how long kubelets may keep ConfigMaps and Secrets',
    writes: 'Nodes (annotation)',
  },
  {
    name: 'node-lifecycle-controller',
    alias: 'nodelifecycle',
    add: (manager) => addNodeLifecycleController(manager),
    does: 'taints nodes by their conditions, and finds those that say nothing any more',
    writes: 'Nodes (taints, status, labels); Pods (status); Events',
  },
  {
    name: 'node-ipam-controller',
    alias: 'nodeipam',
    add: (manager, { allocateNodeCidrs, serviceCidrs }) =>
      allocateNodeCidrs && addNodeIpamController(manager, allocateNodeCidrs, serviceCidrs),
    does: 'gives each node a network for its pods, of one family or of both, when asked to (--allocate-node-cidrs)',
    writes: 'Nodes (podCIDR, podCIDRs); Events',
  },
  {
    name: 'taint-eviction-controller',
    add: (manager) => addTaintEvictionController(manager),
    does: 'evicts the pods that do not tolerate a NoExecute taint of their node',
    writes: 'Pods (status, deletes); Events',
  },
  {
    name: 'device-taint-eviction-controller',
    add: (manager) => addDeviceTaintEvictionController(manager),
    does: 'evicts the pods that use devices with a NoExecute taint which they do not tolerate',
    writes: 'Pods (status, deletes); Events',
    differs: 'DeviceTaintRules (off by default) are not looked at',
  },
  {
    name: 'pod-garbage-collector-controller',
    alias: 'podgc',
    add: (manager) => addPodGarbageCollector(manager),
    does: 'removes pods whose node is gone, and ended ones beyond 12,500',
    writes: 'Pods (status, deletes)',
  },
  {
    name: 'persistentvolume-binder-controller',
    alias: 'persistentvolume-binder',
    add: (manager) => addVolumeBinder(manager),
    does: 'binds claims to volumes, and gives back the volumes of claims that are gone',
    writes: 'PersistentVolumes; PersistentVolumeClaims; Pods (recyclers); Events',
  },
  {
    name: 'persistentvolume-attach-detach-controller',
    alias: 'attachdetach',
    add: (manager) => addAttachDetachController(manager),
    does: 'has volumes attached to the nodes of the pods that use them, and detached afterwards',
    writes: 'VolumeAttachments; Nodes (status); Events',
    differs: 'it looks when something has changed, and not ten times a second',
  },
  {
    name: 'persistentvolume-expander-controller',
    alias: 'persistentvolume-expander',
    add: (manager) => addVolumeExpander(manager),
    does: 'tells who is waited for when a claim grows',
    writes: 'Events',
  },
  {
    name: 'ephemeral-volume-controller',
    alias: 'ephemeral-volume',
    add: (manager) => addEphemeralVolumeController(manager),
    does: 'makes the claims of ephemeral volumes',
    writes: 'PersistentVolumeClaims; Events',
  },
  {
    name: 'simulated-storage',
    add: (manager) => addSimulatedStorage(manager),
    does: "is two storage drivers: makes, attaches, grows, changes and deletes the volumes of their classes, of which `standard` is the cluster's default",
    writes:
      'StorageClasses, CSIDrivers, CSINodes; PersistentVolumes; PersistentVolumeClaims (status); VolumeAttachments (status, finalizers); Events',
    differs:
      "none of Kubernetes' own: drivers, their sidecars (external-provisioner, external-attacher, external-resizer) and kubelets (CSINodes) do this in a real cluster",
  },
  {
    name: 'resourcequota-controller',
    alias: 'resourcequota',
    add: (manager) => addResourceQuotaController(manager),
    does: 'counts what ResourceQuotas limit',
    writes: 'ResourceQuotas (status)',
  },
  {
    name: 'resourceclaim-controller',
    alias: 'resource-claim-controller',
    add: (manager) => addResourceClaimController(manager),
    does: 'makes the ResourceClaims that pods want from templates, and takes back those that no pod uses any more',
    writes: 'ResourceClaims; ResourceClaims (status, finalizers); Pods (status); Events',
  },
  {
    name: 'persistentvolumeclaim-protection-controller',
    alias: 'pvc-protection',
    add: (manager) => addClaimProtectionController(manager),
    does: 'keeps claims as long as pods use them',
    writes: 'PersistentVolumeClaims (finalizers)',
  },
  {
    name: 'persistentvolume-protection-controller',
    alias: 'pv-protection',
    add: (manager) => addVolumeProtectionController(manager),
    does: 'keeps volumes as long as claims are bound to them',
    writes: 'PersistentVolumes (finalizers)',
  },
  {
    name: 'volumeattributesclass-protection-controller',
    add: (manager) => addAttributesClassProtectionController(manager),
    does: 'keeps attributes classes as long as claims or volumes name them',
    writes: 'VolumeAttributesClasses (finalizers)',
  },
  {
    name: 'service-lb-controller',
    alias: 'service',
    add: (manager) => addServiceLbController(manager),
    does: 'gives Services of type LoadBalancer an address',
    writes: 'Services (finalizers, status); Events',
    differs:
      'the cloud is simulated: an address of 198.18.0.0/16 after a second, or what the annotation homeostat.dev/load-balancer declares; source ranges and the port of health checks are kept, and nothing listens',
  },
  {
    name: 'service-cidr-controller',
    add: (manager) => addServiceCidrController(manager),
    does: 'tells which ranges of addresses are ready for Services, and keeps them while they are used',
    writes: 'ServiceCIDRs (finalizers, status); Events',
  },
  {
    name: 'replicaset-controller',
    alias: 'replicaset',
    add: (manager) => addReplicaSetController(manager),
    does: 'keeps as many pods as a ReplicaSet wants',
    writes: 'Pods; ReplicaSets (status); Events',
  },
  {
    name: 'replicationcontroller-controller',
    alias: 'replicationcontroller',
    add: (manager) => addReplicationController(manager),
    does: 'keeps as many pods as a ReplicationController wants',
    writes: 'Pods; ReplicationControllers (status); Events',
  },
  {
    name: 'statefulset-controller',
    alias: 'statefulset',
    add: (manager) => addStatefulSetController(manager),
    does: 'keeps the pods of StatefulSets in order, each with its name and claims, and rolls them out',
    writes: 'Pods; PersistentVolumeClaims; ControllerRevisions; StatefulSets (status); Events',
    differs:
      'volumes of claims come in the order of their templates, not in a random one; a claim that is gone wakes its set',
  },
  {
    name: 'job-controller',
    alias: 'job',
    add: (manager) => addJobController(manager),
    does: 'runs the pods of a Job until enough have succeeded or too many have failed, and counts each once',
    writes: 'Pods (also finalizers); Jobs (status); Events',
    differs: 'no Workload and PodGroup (alpha): pods are not scheduled as a gang',
  },
  {
    name: 'ttl-after-finished-controller',
    alias: 'ttl-after-finished',
    add: (manager) => addTtlAfterFinishedController(manager),
    does: 'deletes Jobs some time after they have ended',
    writes: 'Jobs',
  },
  {
    name: 'cronjob-controller',
    alias: 'cronjob',
    add: (manager) => addCronJobController(manager),
    does: 'starts Jobs at the times of a schedule, and deletes those that ended long ago',
    writes: 'Jobs; CronJobs (status); Events',
    differs: 'it waits until it sees its own writes, where upstream runs into conflicts',
  },
  {
    name: 'validatingadmissionpolicy-status-controller',
    add: (manager) => addPolicyStatusController(manager),
    does: 'tells what is wrong with the types in the expressions of a ValidatingAdmissionPolicy',
    writes: 'ValidatingAdmissionPolicies (status)',
    differs: 'the names of types in warnings end with no number',
  },
];

/**
 * Adds the built-in controllers to a manager, those that `said` enables: as kube-controller-manager's --controllers, `*`
 * says all, `NAME` this one, `-NAME` not this one. Throws for a name that no controller has.
 */
export function addControllers(
  manager: Manager,
  said: readonly string[] = ['*'],
  options: ControllerOptions = {},
): void {
  const problem = problemOfControllers(said);
  if (problem !== undefined) throw new Error(problem);
  const given = options.certificateAuthority;
  // What is none is refused now, not with the first certificate.
  if (given !== undefined) certificateSigner(given);
  const certificateAuthority = given ?? createCertificateAuthority(manager.environment.fork('authority'));
  const all = { ...options, certificateAuthority };
  for (const { add } of enabledControllers(builtInControllers, said)) add(manager, all);
}

/** Whether `said` enables the controller of this name. */
export function runsController(name: string, said: readonly string[] = ['*']): boolean {
  return enabledControllers(builtInControllers, said).some((controller) => controller.name === name);
}

/** What is wrong with what is said of controllers, in one line; undefined: nothing. */
export function problemOfControllers(said: readonly string[]): string | undefined {
  return controllersProblem(builtInControllers, said);
}
