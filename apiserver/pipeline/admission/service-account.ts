import type { V1Pod, V1PodSpec, V1ServiceAccount } from '../../../api/index.ts';
import { type KubeObject, makeKey } from '../../../apimachinery/index.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import { mirrorAnnotation } from '../validation/core/pod-annotations.ts';
import type { MutatingPlugin } from './admission-plugin.ts';
import { type Attributes, notAdmitted } from './attributes.ts';
import { mirrorPodProblem } from './mirror-pods.ts';
import { secretProblem } from './mountable-secrets.ts';
import { withTokenVolume } from './token-volume.ts';

/**
 * A pod runs as a ServiceAccount of its namespace, `default` if it names none: the account must exist, its token is mounted
 * into each container, and its pull secrets are the pod's if that has none. Mirrors kubernetes
 * plugin/pkg/admission/serviceaccount. Differs: where nobody makes accounts (`ApiServerOptions.serviceAccounts`) a pod is
 * given the name, and nothing else.
 */
export const podServiceAccount: MutatingPlugin = {
  name: 'ServiceAccount',
  matches: [{ operations: ['CREATE'], resources: ['pods'] }],
  admit(attributes, server) {
    const pod = attributes.object as V1Pod | undefined;
    const spec = pod?.spec;
    if (pod === undefined || spec === undefined) return undefined;
    const isMirror = pod.metadata?.annotations?.[mirrorAnnotation] !== undefined;
    if (isMirror && server.serviceAccounts) return refuse(attributes, mirrorPodProblem(spec));
    const name = spec.serviceAccountName || 'default';
    const named =
      name === spec.serviceAccountName ? spec : { ...spec, serviceAccountName: name, serviceAccount: name };
    if (!server.serviceAccounts) return changed(pod, spec, named);
    const key = makeKey(attributes.namespace, name);
    const cached = accounts(server)?.cache.get(key)?.object as V1ServiceAccount | undefined;
    const asAccount = (account: V1ServiceAccount) =>
      changed(pod, spec, specOf(named, account, attributes, server));
    return cached === undefined ? liveAccount(attributes, name, server).then(asAccount) : asAccount(cached);
  },
};

function accounts(server: ServerContext) {
  return server.resources.preferred('', 'serviceaccounts')?.storage;
}

function refuse(attributes: Attributes, problem: string | undefined): undefined {
  if (problem !== undefined) throw notAdmitted(attributes, problem);
}

function changed(pod: KubeObject, before: V1PodSpec, spec: V1PodSpec): KubeObject | undefined {
  return spec === before ? undefined : withPart(pod, 'spec', spec);
}

/** How often the account of a namespace that has just been made is waited for. */
const attemptsMax = 10;

/** Mirrors getServiceAccount: the account `default` may come a moment after its namespace. */
async function liveAccount(
  attributes: Attributes,
  name: string,
  server: ServerContext,
): Promise<V1ServiceAccount> {
  const { namespace } = attributes;
  const { clock, random } = server.environment;
  const pauseMs = 100 + random.integer(100);
  for (let attempt = 1; ; attempt++) {
    const found = await accounts(server)?.live(namespace, name);
    if (found !== undefined) return found.object as V1ServiceAccount;
    if (name !== 'default' || attempt === attemptsMax) break;
    await clock.sleep(pauseMs);
  }
  const missing = `serviceaccount "${name}" not found`;
  throw notAdmitted(attributes, `error looking up service account ${namespace}/${name}: ${missing}`);
}

function specOf(
  spec: V1PodSpec,
  account: V1ServiceAccount,
  attributes: Attributes,
  { environment }: ServerContext,
): V1PodSpec {
  const { imagePullSecrets = [], automountServiceAccountToken = true } = account;
  let made = spec;
  if (spec.automountServiceAccountToken ?? automountServiceAccountToken)
    made = withTokenVolume(made, environment.ids);
  if ((spec.imagePullSecrets ?? []).length === 0 && imagePullSecrets.length > 0)
    made = { ...made, imagePullSecrets };
  refuse(attributes, secretProblem(made, account));
  return made;
}
