import type {
  V1CertificateSigningRequest,
  V1CertificateSigningRequestCondition,
} from '../../../api/index.ts';
import { formatTime, type KubeObject, nameIsPathSegment } from '../../../apimachinery/index.ts';
import {
  signingRequestErrors,
  signingRequestStatusErrors,
  signingRequestUpdateErrors,
} from '../validation/certificates/signing-requests.ts';
import { part, type Strategy, type StrategyContext, validatorOf, withPart } from './strategy.ts';

type Condition = V1CertificateSigningRequestCondition;

/** Who asks is who sends the request; what is asked never changes. Mirrors kubernetes pkg/registry/certificates/certificates. */
export const signingRequestStrategy: Strategy = {
  nameRule: nameIsPathSegment,
  prepareForCreate(object, { user }) {
    const { username: _, uid: __, groups: ___, extra: ____, ...asked } = part(object, 'spec');
    const { name, uid = '', groups, extra = {} } = user;
    return withPart(object, 'spec', {
      ...asked,
      username: name,
      ...(uid === '' ? {} : { uid }),
      ...(groups.length === 0 ? {} : { groups }),
      ...(Object.keys(extra).length === 0 ? {} : { extra }),
    });
  },
  prepareForUpdate: (object, old) => withPart(object, 'spec', part(old, 'spec')),
  prepareForStatusUpdate(object, old, context) {
    const before = signingConditions(old);
    const kept = ['Approved', 'Denied'].reduce(
      (conditions, type) => withKept(conditions, before, type),
      signingConditions(object),
    );
    return withConditions(object, part(object, 'status'), timed(kept, before, context));
  },
  validator: validatorOf<V1CertificateSigningRequest>(
    (request) => signingRequestErrors(request),
    signingRequestUpdateErrors,
    signingRequestStatusErrors,
  ),
};

/** What an approval changes: of the status the conditions. Mirrors csrApprovalStrategy. */
export function withApproval(
  object: KubeObject,
  old: KubeObject,
  context: Pick<StrategyContext, 'environment'>,
): KubeObject {
  const conditions = timed(signingConditions(object), signingConditions(old), context);
  return withConditions(withPart(object, 'spec', part(old, 'spec')), part(old, 'status'), conditions);
}

function withConditions(object: KubeObject, status: object, conditions: readonly Condition[]): KubeObject {
  const { conditions: _, ...others } = status as { readonly conditions?: unknown };
  return withPart(object, 'status', conditions.length === 0 ? others : { ...others, conditions });
}

function signingConditions(object: KubeObject): readonly Condition[] {
  return (object as V1CertificateSigningRequest).status?.conditions ?? [];
}

/** What there was of a type stays as it was, unless there is more or less of it. Mirrors preserveConditionInstances. */
function withKept(
  conditions: readonly Condition[],
  before: readonly Condition[],
  type: string,
): readonly Condition[] {
  const old = before.filter((condition) => condition.type === type);
  if (old.length !== conditions.filter((condition) => condition.type === type).length) return conditions;
  let at = 0;
  return conditions.map((condition) => (condition.type === type ? (old[at++] ?? condition) : condition));
}

/** With times where they lack. Mirrors populateConditionTimestamps. */
function timed(
  conditions: readonly Condition[],
  before: readonly Condition[],
  { environment }: Pick<StrategyContext, 'environment'>,
): readonly Condition[] {
  const now = formatTime(environment.clock.now());
  return conditions.map((condition) => {
    const isSame = ({ type, status, lastTransitionTime }: Condition) =>
      type === condition.type && status === condition.status && (lastTransitionTime ?? '') !== '';
    const since = before.find(isSame)?.lastTransitionTime ?? now;
    const { lastUpdateTime, lastTransitionTime } = condition;
    return {
      ...condition,
      lastUpdateTime: lastUpdateTime ?? now,
      lastTransitionTime: lastTransitionTime ?? since,
    };
  });
}
