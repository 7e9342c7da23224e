// A controller with nothing but Kubernetes' official client, as one that runs elsewhere: each Deployment labelled budget=one has a
// PodDisruptionBudget that lets one pod at a time go. Its test runs it against a cluster of homeostat.
// Run it against the cluster of your kubeconfig: npx tsx examples/official-client.ts
import {
  ApiException,
  AppsV1Api,
  KubeConfig,
  makeInformer,
  PolicyV1Api,
  type V1Deployment,
  type V1PodDisruptionBudget,
} from '@kubernetes/client-node';

const labelSelector = 'budget=one';

/** The budget that a Deployment should have. It is the Deployment's: the garbage collector takes it away with it. */
export function wantedBudget({ metadata, spec }: V1Deployment): V1PodDisruptionBudget {
  const { name = '', namespace = '', uid = '' } = metadata ?? {};
  const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true };
  return {
    metadata: { name, namespace, ownerReferences: [owner] },
    spec: { maxUnavailable: 1, ...(spec && { selector: spec.selector }) },
  };
}

/** Runs until `stop` is called, which resolves when nothing more is written. `fail` is told what goes wrong; it is tried again. */
export async function runBudgets(config: KubeConfig, fail: (error: unknown) => void) {
  const apps = config.makeApiClient(AppsV1Api);
  const policy = config.makeApiClient(PolicyV1Api);
  const deployments = makeInformer(
    config,
    '/apis/apps/v1/deployments',
    () => apps.listDeploymentForAllNamespaces({ labelSelector }),
    labelSelector,
  );
  const budgets = makeInformer(config, '/apis/policy/v1/poddisruptionbudgets', () =>
    policy.listPodDisruptionBudgetForAllNamespaces(),
  );
  let work = Promise.resolve();
  let stopped = false;

  /** One at a time, in order. What is looked at is what the informers know by then. */
  const enqueue = ({
    metadata: { name = '', namespace = '' } = {},
  }: V1Deployment | V1PodDisruptionBudget) => {
    work = work.then(() => (stopped ? undefined : reconcile(name, namespace)));
  };

  async function reconcile(name: string, namespace: string): Promise<void> {
    const deployment = deployments.get(name, namespace);
    if (deployment === undefined || deployment.metadata?.deletionTimestamp !== undefined) return;
    const present = budgets.get(name, namespace);
    const body = wantedBudget(deployment);
    try {
      if (present === undefined) await policy.createNamespacedPodDisruptionBudget({ namespace, body });
      else if (differs(present, body)) {
        const { resourceVersion } = present.metadata ?? {};
        const metadata = { ...body.metadata, ...(resourceVersion && { resourceVersion }) };
        await policy.replaceNamespacedPodDisruptionBudget({ name, namespace, body: { ...body, metadata } });
      }
    } catch (error) {
      // The informer will know soon what it did not know yet, and the event that tells it has this done again.
      if (!(error instanceof ApiException && error.code === 409)) fail(error);
    }
  }

  // Each that is added, changed or deleted.
  deployments.on('change', enqueue);
  budgets.on('change', enqueue);
  for (const informer of [deployments, budgets]) informer.on('error', fail);
  await budgets.start();
  await deployments.start();
  return {
    async stop(): Promise<void> {
      stopped = true;
      await Promise.all([deployments.stop(), budgets.stop()]);
      await work;
    },
  };
}

function differs({ spec: present }: V1PodDisruptionBudget, { spec: wanted }: V1PodDisruptionBudget): boolean {
  const told = ({ selector, maxUnavailable }: NonNullable<typeof wanted>) =>
    JSON.stringify([selector?.matchLabels, selector?.matchExpressions, maxUnavailable]);
  return present === undefined || (wanted !== undefined && told(present) !== told(wanted));
}

if (import.meta.filename === process.argv[1]) {
  const config = new KubeConfig();
  config.loadFromDefault();
  const { stop } = await runBudgets(config, (error) => process.stderr.write(`${error}\n`));
  process.once('SIGINT', () => void stop());
}
