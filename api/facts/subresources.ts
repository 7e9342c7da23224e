/**
 * What the client's paths do not say about resources: kinds of connections, and who shares storage with whom.
 */

/** Kind that discovery names for subresources that connect or stream, by `resource/subresource` of core/v1. */
export const connectionKinds: Readonly<Record<string, string>> = {
  'nodes/proxy': 'NodeProxyOptions',
  'pods/attach': 'PodAttachOptions',
  'pods/exec': 'PodExecOptions',
  'pods/log': 'Pod',
  'pods/portforward': 'PodPortForwardOptions',
  'pods/proxy': 'PodProxyOptions',
  'services/proxy': 'ServiceProxyOptions',
};

/** Resources that cannot be watched although their list takes the parameter: they are computed, not stored. */
export const unwatchable: readonly string[] = ['componentstatuses'];

/**
 * Key space of resources that are one thing under two groups, by `resource.group`. An Event written through one group
 * is read through the other.
 */
export const sharedStorage: Readonly<Record<string, { readonly group: string; readonly resource: string }>> =
  {
    'events.events.k8s.io': { group: '', resource: 'events' },
  };
