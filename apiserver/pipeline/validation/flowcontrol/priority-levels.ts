import type {
  V1LimitedPriorityLevelConfiguration,
  V1LimitResponse,
  V1PriorityLevelConfiguration,
  V1QueuingConfiguration,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
} from '../../../../apimachinery/index.ts';
import { oneOfWords, when } from '../tell.ts';
import { flowConditionErrors } from './flow-schemas.ts';
import { fixedLevelErrors } from './mandatory.ts';

const path = fieldPath('spec');
const queuesMax = 10_000_000;
const hashBitsMax = 60;
const forbidden = 'flowcontrol.k8s.io/v1beta3-preserve-zero-concurrency-shares';

/** Mirrors kubernetes pkg/apis/flowcontrol/validation (ValidatePriorityLevelConfiguration). */
export function priorityLevelErrors(level: V1PriorityLevelConfiguration): FieldError[] {
  const { metadata, spec } = level;
  const { type = '' } = spec ?? {};
  const isExempt = metadata?.name === 'exempt';
  const isForbidden = metadata?.annotations?.[forbidden] !== undefined;
  return [
    ...when(isForbidden, () =>
      fieldForbidden(fieldPath('metadata', 'annotations'), `annotation '${forbidden}' is forbidden`),
    ),
    ...when(isExempt !== (type === 'Exempt'), () =>
      fieldInvalid(path.child('type'), type, "must be 'Exempt' if and only if `name` is 'exempt'"),
    ),
    ...typeErrors(level),
    ...fixedLevelErrors(level),
    ...flowConditionErrors(level),
  ];
}

function typeErrors({ spec }: V1PriorityLevelConfiguration): FieldError[] {
  const { type, limited, exempt } = spec ?? { type: '' };
  const [ofLimited, ofExempt] = [path.child('limited'), path.child('exempt')];
  if (type === 'Exempt') {
    return [
      ...when(limited !== undefined, () =>
        fieldForbidden(ofLimited, 'must be nil if the type is not Limited'),
      ),
      ...sharesErrors(exempt?.nominalConcurrencyShares, ofExempt),
      ...lendableErrors(exempt?.lendablePercent, ofExempt),
    ];
  }
  if (type !== 'Limited') return oneOfWords(path.child('type'), type, ['Exempt', 'Limited']);
  return [
    ...when(exempt !== undefined, () => fieldForbidden(ofExempt, 'must be nil if the type is Limited')),
    ...(limited === undefined
      ? [fieldRequired(ofLimited, 'must not be empty when type is Limited')]
      : limitedErrors(limited, ofLimited)),
  ];
}

function sharesErrors(shares: number | null | undefined, at: FieldPath): FieldError[] {
  return when((shares ?? 0) < 0, () =>
    fieldInvalid(at.child('nominalConcurrencyShares'), shares, 'must be a non-negative integer'),
  );
}

function lendableErrors(percent: number | undefined, at: FieldPath): FieldError[] {
  return when(percent !== undefined && (percent < 0 || percent > 100), () =>
    fieldInvalid(at.child('lendablePercent'), percent, 'must be between 0 and 100, inclusive'),
  );
}

function limitedErrors(limited: V1LimitedPriorityLevelConfiguration, at: FieldPath): FieldError[] {
  const {
    borrowingLimitPercent: percent,
    lendablePercent,
    limitResponse,
    nominalConcurrencyShares,
  } = limited;
  return [
    ...sharesErrors(nominalConcurrencyShares ?? undefined, at),
    ...responseErrors(limitResponse ?? { type: '' }, at.child('limitResponse')),
    ...lendableErrors(lendablePercent, at),
    ...when((percent ?? 0) < 0, () =>
      fieldInvalid(
        at.child('borrowingLimitPercent'),
        percent,
        'if specified, must be a non-negative integer',
      ),
    ),
  ];
}

function responseErrors({ type, queuing }: V1LimitResponse, at: FieldPath): FieldError[] {
  const place = at.child('queuing');
  if (type === 'Reject') {
    const says = 'must be nil if limited.limitResponse.type is not Limited';
    return when(queuing !== undefined, () => fieldForbidden(place, says));
  }
  if (type !== 'Queue') return oneOfWords(at.child('type'), type, ['Queue', 'Reject']);
  if (queuing !== undefined) return queuingErrors(queuing, place);
  return [fieldRequired(place, 'must not be empty if limited.limitResponse.type is Limited')];
}

function queuingErrors(queuing: V1QueuingConfiguration, at: FieldPath): FieldError[] {
  const { queueLengthLimit: length = 0, queues = 0, handSize = 0 } = queuing;
  const bits = entropyBits(queues, handSize);
  const error = (field: string, value: number, says: string) => fieldInvalid(at.child(field), value, says);
  const errors = when(length <= 0, () => error('queueLengthLimit', length, 'must be positive'));
  if (queues <= 0) errors.push(error('queues', queues, 'must be positive'));
  else if (queues > queuesMax) errors.push(error('queues', queues, `must not be greater than ${queuesMax}`));
  if (handSize <= 0) errors.push(error('handSize', handSize, 'must be positive'));
  else if (handSize > queues) {
    errors.push(error('handSize', handSize, `should not be greater than queues (${queues})`));
  } else if (bits > hashBitsMax) {
    const says = `required entropy bits of deckSize ${queues} and handSize ${handSize} should not be greater than ${hashBitsMax}`;
    errors.push(error('handSize', handSize, says));
  }
  return errors;
}

/** Mirrors k8s.io/apiserver pkg/util/shufflesharding (RequiredEntropyBits). */
function entropyBits(deckSize: number, handSize: number): number {
  return Math.ceil(Math.log2(deckSize) * handSize);
}
