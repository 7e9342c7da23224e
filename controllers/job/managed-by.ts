import type { V1Job } from '../../api/index.ts';

/** Whether another controller than this runs the job. Mirrors kubernetes pkg/controller/job (managedByExternalController). */
export function isManagedByOthers({ spec }: V1Job): boolean {
  return spec?.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller';
}
