import { changeWithin, type Fields, fieldsOf, isEmpty, isUnset, withinEach, withUnset } from '../fields.ts';
import { withPodLevelResources } from './pod-level-resources.ts';
import { podSpecDefaults } from './pod-spec.ts';

/** What holds for pods but not for their templates. Mirrors kubernetes pkg/apis/core/v1 (SetDefaults_Pod). */
export function podDefaults(pod: Fields): Fields {
  return changeWithin(changeWithin(pod, 'spec', specDefaults), 'status', withPodIPs);
}

function specDefaults(spec: Fields): Fields {
  let made = withUnset(podSpecDefaults(spec), { enableServiceLinks: true });
  for (const field of ['initContainers', 'containers']) {
    made = withinEach(made, field, withRequests);
    if (spec.hostNetwork === true) made = withinEach(made, field, withHostPorts);
  }
  made = withPodLevelResources(made);
  const { terminationGracePeriodSeconds: grace } = made;
  // A negative period was once how one asked for deletion at once.
  return (typeof grace === 'number' || typeof grace === 'bigint') && grace < 0
    ? { ...made, terminationGracePeriodSeconds: 1 }
    : made;
}

/** Who limits a resource asks for as much of it, unless told otherwise. */
function withRequests(container: Fields): Fields {
  return changeWithin(container, 'resources', (resources) => {
    if (isEmpty(resources.limits)) return resources;
    const was = fieldsOf(resources.requests);
    const requests = withUnset(was, fieldsOf(resources.limits));
    return requests === was ? resources : { ...resources, requests };
  });
}

/** In the host's network a container's port is the host's. */
function withHostPorts(container: Fields): Fields {
  return withinEach(container, 'ports', (port) => {
    const isSet = !isUnset(port.hostPort) && port.hostPort !== 0;
    return isSet || port.containerPort === undefined ? port : { ...port, hostPort: port.containerPort };
  });
}

/** The one IP and the first of many are the same, whichever was given. */
function withPodIPs(status: Fields): Fields {
  const [first] = Array.isArray(status.podIPs) ? status.podIPs : [];
  const ip = fieldsOf(first).ip;
  if (isUnset(status.podIP)) return isUnset(ip) ? status : { ...status, podIP: ip };
  return ip === status.podIP ? status : { ...status, podIPs: [{ ip: status.podIP }] };
}
