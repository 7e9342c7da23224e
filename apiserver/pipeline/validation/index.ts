/**
 * What values may not be though their types are right, for types that stand in many kinds. Rules of one kind alone are in
 * strategies/. A new rule is a row in one of the tables here. Mirrors kubernetes pkg/apis (validation).
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
