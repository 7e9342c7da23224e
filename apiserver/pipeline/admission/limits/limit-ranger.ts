import type { V1LimitRange, V1PersistentVolumeClaim, V1Pod } from '../../../../api/index.ts';
import { aggregateMessages, type KubeObject } from '../../../../apimachinery/index.ts';
import { amountsOf } from '../../../../component-helpers/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { MutatingPlugin, RequestMatch, ValidatingPlugin } from '../admission-plugin.ts';
import { type Attributes, notAdmitted } from '../attributes.ts';
import { type Asked, complaints, maximum, maximumRequest, minimum, ratio } from './constraints.ts';
import { withDefaults } from './defaults.ts';
import { limitsOfPod } from './pod-amounts.ts';

const matches: readonly RequestMatch[] = [
  { operations: ['CREATE'], resources: ['pods', 'persistentvolumeclaims'] },
  { operations: ['UPDATE'], resources: ['pods/resize', 'persistentvolumeclaims'] },
];

/** Gives containers the amounts they do not say. Mirrors kubernetes plugin/pkg/admission/limitranger (Admit). */
export const limitRangerDefaults: MutatingPlugin = {
  name: 'LimitRanger',
  matches,
  admit(attributes, server) {
    const { object, resource } = attributes;
    if (object === undefined || resource.resource !== 'pods') return undefined;
    const ranges = rangesFor(attributes, server);
    return ranges.reduce<KubeObject>((pod, range) => withDefaults(pod, range), object);
  },
};

/** Refuses what asks for more or less than a LimitRange lets it. Mirrors the same (Validate). */
export const limitRanger: ValidatingPlugin = {
  name: 'LimitRanger',
  matches,
  validate(attributes, server) {
    const { object } = attributes;
    if (object === undefined) return;
    for (const range of rangesFor(attributes, server)) {
      const wrong =
        attributes.resource.resource === 'pods'
          ? podComplaints(range, object)
          : claimComplaints(range, object);
      if (wrong.length > 0) throw notAdmitted(attributes, aggregateMessages(wrong));
    }
  },
};

/** What goes already is not looked at. */
function rangesFor({ namespace, oldObject }: Attributes, server: ServerContext): readonly V1LimitRange[] {
  const cache = server.resources.preferred('', 'limitranges')?.storage.cache;
  if (cache === undefined || cache.size === 0) return [];
  if (oldObject?.metadata?.deletionTimestamp !== undefined) return [];
  return [...cache.select({ namespace, name: '' })].map(([, { object }]) => object as V1LimitRange);
}

function podComplaints({ spec }: V1LimitRange, pod: V1Pod): readonly string[] {
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  return (spec?.limits ?? []).flatMap(({ type, min, max, maxLimitRequestRatio }) => {
    const judge = (asked: Asked) => [
      ...complaints(minimum, type, min, asked),
      ...complaints(maximum, type, max, asked),
      ...complaints(ratio, type, maxLimitRequestRatio, asked),
    ];
    if (type === 'Pod') return judge(limitsOfPod(pod));
    if (type !== 'Container') return [];
    return [...containers, ...initContainers].flatMap(({ resources }) =>
      judge({ requests: amountsOf(resources?.requests), limits: amountsOf(resources?.limits) }),
    );
  });
}

function claimComplaints({ spec }: V1LimitRange, claim: V1PersistentVolumeClaim): readonly string[] {
  const asked = { requests: amountsOf(claim.spec?.resources?.requests), limits: amountsOf(undefined) };
  return (spec?.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap(({ type, min, max }) => [
      ...complaints(minimum, type, min, asked),
      ...complaints(maximumRequest, type, max, asked),
    ]);
}
