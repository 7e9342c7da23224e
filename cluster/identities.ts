import { administrator, nodeUser, serviceAccountUser, type UserInfo, user } from '../apimachinery/index.ts';
import type { UserOf } from './in-process-transport.ts';

/** Where a controller's service account is not called as its client is. */
const serviceAccounts: Readonly<Record<string, string>> = {
  'service-cidr-controller': 'service-cidrs-controller',
  'endpoint-slice-controller': 'endpointslice-controller',
  'endpoint-slice-mirroring-controller': 'endpointslicemirroring-controller',
  'garbage-collector': 'generic-garbage-collector',
  'garbage-collector-controller': 'generic-garbage-collector',
  'pod-garbage-collector-controller': 'pod-garbage-collector',
  'taint-eviction-controller': 'node-controller',
};

/**
 * Who an actor of the cluster is to the API server, by its name (`kubelet/node-1`) and those of its clients. Mirrors what
 * kubeadm gives them: certificates of their own, and to each controller its service account
 * (--use-service-account-credentials).
 */
export function userOfActor(actor: string): UserOf {
  if (actor === 'controller-manager') return userOfController();
  const known = actorUser(actor);
  return () => known;
}

/** The program of Kubernetes that an actor stands for; undefined if it is none. */
export function programOfActor(actor: string): string | undefined {
  return programs[actor.split('/', 1)[0] ?? ''];
}

const programs: Readonly<Record<string, string>> = {
  'controller-manager': 'kube-controller-manager',
  'default-scheduler': 'kube-scheduler',
  scheduler: 'kube-scheduler',
  kubelet: 'kubelet',
};

function actorUser(actor: string): UserInfo {
  if (programOfActor(actor) === 'kube-scheduler') return user('system:kube-scheduler');
  const [kind, name] = actor.split('/', 2);
  return kind === 'kubelet' && name !== undefined ? nodeUser(name) : administrator;
}

/** What all controllers share (their informers) is the manager's own. */
function userOfController(): UserOf {
  const users = new Map<string, UserInfo>([['controller-manager', user('system:kube-controller-manager')]]);
  return (userAgent) => {
    let known = users.get(userAgent);
    if (known === undefined) {
      known = serviceAccountUser('kube-system', serviceAccounts[userAgent] ?? userAgent);
      users.set(userAgent, known);
    }
    return known;
  };
}
