import type { StoredSchema } from '../definitions.ts';
import type { DefinitionTable } from './definition-facts.ts';
import { enumFacts } from './enums.ts';

/**
 * What Kubernetes' validation refuses and the client's models do not say, as far as a schema can say it. Rules that
 * compare fields, and rules for one kind only, belong to the API server's strategies.
 * Mirrors kubernetes pkg/apis (validation).
 */
export type FieldRules = Readonly<Record<string, Partial<StoredSchema>>>;

const notNegative: Partial<StoredSchema> = { minimum: 0 };
const positive: Partial<StoredSchema> = { minimum: 1 };
const port: Partial<StoredSchema> = { minimum: 1, maximum: 65535 };
/** Zero is how Go says that no port was asked for. */
const optionalPort: Partial<StoredSchema> = { minimum: 0, maximum: 65535 };
const userId: Partial<StoredSchema> = { minimum: 0, maximum: 2147483647 };
const notEmpty: Partial<StoredSchema> = { minItems: 1 };

const workloads: DefinitionTable<FieldRules> = {
  'apps.v1.DaemonSetSpec': { minReadySeconds: notNegative, revisionHistoryLimit: notNegative },
  'apps.v1.DeploymentSpec': {
    minReadySeconds: notNegative,
    progressDeadlineSeconds: notNegative,
    replicas: notNegative,
    revisionHistoryLimit: notNegative,
  },
  'apps.v1.ReplicaSetSpec': { minReadySeconds: notNegative, replicas: notNegative },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: notNegative },
  'apps.v1.StatefulSetOrdinals': { start: notNegative },
  'apps.v1.StatefulSetSpec': {
    minReadySeconds: notNegative,
    replicas: notNegative,
    revisionHistoryLimit: notNegative,
  },
  'autoscaling.*.HorizontalPodAutoscalerSpec': { maxReplicas: positive, minReplicas: positive },
  'autoscaling.v1.ScaleSpec': { replicas: notNegative },
  'batch.v1.CronJobSpec': {
    failedJobsHistoryLimit: notNegative,
    startingDeadlineSeconds: notNegative,
    successfulJobsHistoryLimit: notNegative,
  },
  'batch.v1.JobSpec': {
    activeDeadlineSeconds: notNegative,
    backoffLimit: notNegative,
    backoffLimitPerIndex: notNegative,
    completions: notNegative,
    maxFailedIndexes: notNegative,
    parallelism: notNegative,
    ttlSecondsAfterFinished: notNegative,
  },
  'batch.v1.PodFailurePolicy': { rules: { maxItems: 20 } },
  'core.v1.ReplicationControllerSpec': { minReadySeconds: notNegative, replicas: notNegative },
};

const pods: DefinitionTable<FieldRules> = {
  'core.v1.ClientIPConfig': { timeoutSeconds: { minimum: 1, maximum: 86400 } },
  'core.v1.ContainerPort': { containerPort: port, hostPort: optionalPort },
  'core.v1.GRPCAction': { port },
  'core.v1.NodeSelector': { nodeSelectorTerms: notEmpty },
  'core.v1.PodDNSConfig': { nameservers: { maxItems: 3 }, searches: { maxItems: 32 } },
  'core.v1.PodSecurityContext': { fsGroup: userId, runAsGroup: userId, runAsUser: userId },
  'core.v1.PodSpec': { activeDeadlineSeconds: { minimum: 1, maximum: 2147483647 }, containers: notEmpty },
  'core.v1.Probe': {
    failureThreshold: notNegative,
    initialDelaySeconds: notNegative,
    periodSeconds: notNegative,
    successThreshold: notNegative,
    terminationGracePeriodSeconds: positive,
    timeoutSeconds: notNegative,
  },
  'core.v1.SecurityContext': { runAsGroup: userId, runAsUser: userId },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: { minimum: 600, maximum: 4294967296 } },
  'core.v1.TopologySpreadConstraint': { maxSkew: positive, minDomains: positive },
};

const others: DefinitionTable<FieldRules> = {
  'admissionregistration.v1.MutatingWebhook': { timeoutSeconds: { minimum: 1, maximum: 30 } },
  'admissionregistration.v1.ServiceReference': { port },
  'admissionregistration.v1.ValidatingWebhook': { timeoutSeconds: { minimum: 1, maximum: 30 } },
  'coordination.v1.LeaseSpec': { leaseDurationSeconds: positive, leaseTransitions: notNegative },
  'core.v1.EndpointPort': { port },
  'core.v1.PersistentVolumeSpec': { accessModes: notEmpty },
  'core.v1.ServicePort': { nodePort: optionalPort, port },
  'networking.v1.HTTPIngressRuleValue': { paths: notEmpty },
  'rbac.v1.PolicyRule': { verbs: notEmpty },
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIServiceSpec': {
    groupPriorityMinimum: { minimum: 1, maximum: 20000 },
    versionPriority: { minimum: 1, maximum: 1000 },
  },
};

/** Fields that validation requires though OpenAPI does not. */
export const alsoRequired: DefinitionTable<readonly string[]> = {
  'core.v1.PersistentVolumeClaimSpec': ['accessModes'],
  'core.v1.PersistentVolumeSpec': ['accessModes', 'capacity'],
};

export const fieldRules: readonly DefinitionTable<FieldRules>[] = [workloads, pods, others, enumFacts];
