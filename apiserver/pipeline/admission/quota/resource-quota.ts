import type { V1ResourceQuota } from '../../../../api/index.ts';
import { type QuotaEvaluator, QuotaEvaluators } from '../../../../component-helpers/index.ts';
import type { ServedKind } from '../../../registry/served-kind.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { ValidatingPlugin } from '../admission-plugin.ts';
import type { Attributes } from '../attributes.ts';
import { charged, chargesOf } from './charges.ts';
import { deviceClaimsAround } from './device-claims-around.ts';
import { writeUsed } from './write-used.ts';

/**
 * Charges what is created, or grows, to the quotas of its namespace, and refuses what goes beyond one. Mirrors kubernetes
 * apiserver pkg/admission/plugin/resourcequota. Differs: nothing is limited without a quota, as without a configuration.
 */
export const resourceQuota: ValidatingPlugin = {
  name: 'ResourceQuota',
  matches: [
    { operations: ['CREATE'], apiGroups: ['*'], resources: ['*'] },
    { operations: ['UPDATE'], resources: ['pods', 'pods/resize', 'services'] },
    { operations: ['UPDATE'], apiGroups: ['resource.k8s.io'], resources: ['resourceclaims'] },
    { operations: ['UPDATE'], resources: ['persistentvolumeclaims', 'persistentvolumeclaims/status'] },
  ],
  validate(attributes, server) {
    const kind = server.resources.preferred('', 'resourcequotas');
    const { namespace, resource } = attributes;
    if (kind === undefined || kind.storage.cache.size === 0 || namespace === '') return undefined;
    const quotas = [...kind.storage.cache.select({ namespace, name: '' })];
    if (quotas.length === 0) return undefined;
    const evaluator = new QuotaEvaluators(deviceClaimsAround(server)).of(resource.group, resource.resource);
    if (evaluator === undefined || !evaluator.handles(attributes)) return undefined;
    return charge(
      attributes,
      server,
      evaluator,
      kind,
      quotas.map(([, { object }]) => object),
    );
  },
};

/** All quotas are asked before one is charged; each is charged as it is then, and asked again where it has moved. */
async function charge(
  attributes: Attributes,
  server: ServerContext,
  evaluator: QuotaEvaluator,
  kind: ServedKind,
  quotas: readonly V1ResourceQuota[],
): Promise<void> {
  const charges = chargesOf(attributes, evaluator, quotas, server.environment.clock.now());
  for (const { quota, amounts } of charges) charged(attributes, quota, amounts);
  if (attributes.dryRun) return;
  for (const { quota, amounts } of charges) {
    await writeUsed(server, kind, quota, attributes.cause, (current) =>
      charged(attributes, current, amounts),
    );
  }
}
