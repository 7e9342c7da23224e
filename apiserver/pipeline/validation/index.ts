/**
 * What objects must not be though their types are right: a validator for each kind, in the folder of its group, and for kinds
 * without one tables of what values of a type must not be, wherever it stands. Mirrors kubernetes pkg/apis (validation).
 */

export { changesTemplate, daemonSetValidator } from './apps/daemon-set.ts';
export { deploymentValidator, replicaSetValidator } from './apps/deployment.ts';
export { statefulSetValidator } from './apps/stateful-set.ts';
export { cronJobValidator } from './batch/cron-job.ts';
export { jobValidator } from './batch/job-validator.ts';
export { valueErrors } from './check-values.ts';
export { ephemeralContainersErrors } from './core/ephemeral-update.ts';
export { resizeErrors } from './core/pod-resize.ts';
export { podValidator } from './core/pod-validator.ts';
export { podTemplateValidator, replicationControllerValidator } from './core/replication-controller.ts';
