import { formatDuration, parseDuration } from '../../apimachinery/index.ts';
import { imageDefaults } from '../eviction/image-garbage.ts';
import {
  evictionHardDefault,
  type KubeletConfiguration,
  transitionPeriodDefault,
} from '../eviction/kubelet-configuration.ts';

/** The configuration a kubelet runs with, as `/configz` tells it: what is known of it here, with Kubernetes' defaults. */
export function configurationDocument(configuration: KubeletConfiguration, port: number): object {
  const { evictionPressureTransitionPeriod = transitionPeriodDefault, ...given } = configuration;
  return {
    kubeletconfig: {
      kind: 'KubeletConfiguration',
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      syncFrequency: '1m0s',
      fileCheckFrequency: '20s',
      httpCheckFrequency: '20s',
      port,
      healthzPort: 10248,
      healthzBindAddress: '127.0.0.1',
      clusterDomain: 'cluster.local',
      nodeStatusUpdateFrequency: '10s',
      nodeStatusReportFrequency: '5m0s',
      nodeLeaseDurationSeconds: 40,
      ...imageDefaults,
      maxPods: 110,
      evictionHard: evictionHardDefault,
      ...given,
      evictionPressureTransitionPeriod: formatDuration(parseDuration(evictionPressureTransitionPeriod)),
      enforceNodeAllocatable: ['pods'],
    },
  };
}
