import type { V1Service } from '../../../api/index.ts';

export const headlessLabel = 'service.kubernetes.io/headless';

/** Whether a service has no address of its own. Mirrors kubernetes pkg/apis/core/v1/helper (IsServiceIPSet). */
export function isHeadless({ spec }: V1Service): boolean {
  return spec?.clusterIP === undefined || spec.clusterIP === '' || spec.clusterIP === 'None';
}
