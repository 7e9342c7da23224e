import {
  badRequest,
  type FieldError,
  fieldForbidden,
  fieldInvalid,
  invalid,
  type LogOptions,
  messageOf,
  parseTime,
} from '../../../apimachinery/index.ts';
import { isTrue } from '../../request/request-info.ts';
import { parseInteger } from '../../request/request-options.ts';

type Query = Readonly<Record<string, string>>;

/**
 * PodLogOptions in a query. Throws BadRequest for what cannot be read, Invalid for what may not be asked. Mirrors kubernetes
 * pkg/apis/core/validation (ValidatePodLogOptions).
 */
export function logOptions(query: Query, podName: string, nowMs: number): LogOptions {
  const tailLines = integer(query.tailLines);
  const limitBytes = integer(query.limitBytes);
  const sinceSeconds = integer(query.sinceSeconds);
  const sinceTimeMs = time(query.sinceTime);
  const errors = problems(query, { tailLines, limitBytes, sinceSeconds, sinceTimeMs });
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, podName, errors);
  const sinceMs = sinceSeconds === undefined ? sinceTimeMs : nowMs - sinceSeconds * 1000;
  return {
    follow: isTrue(query.follow),
    previous: isTrue(query.previous),
    timestamps: isTrue(query.timestamps),
    ...(sinceMs === undefined ? {} : { sinceMs }),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

function integer(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInteger(text);
}

/** Kubernetes takes nothing, and the word null, for no time. */
function time(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === 'null') return undefined;
  try {
    return parseTime(text);
  } catch (error) {
    throw badRequest(messageOf(error));
  }
}

interface Numbers {
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  readonly sinceSeconds: number | undefined;
  readonly sinceTimeMs: number | undefined;
}

function problems(query: Query, { tailLines, limitBytes, sinceSeconds, sinceTimeMs }: Numbers): FieldError[] {
  const errors: FieldError[] = [];
  if (tailLines !== undefined && tailLines < 0)
    errors.push(fieldInvalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(fieldInvalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && sinceTimeMs !== undefined)
    errors.push(fieldForbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else if (sinceSeconds !== undefined && sinceSeconds < 1)
    errors.push(fieldInvalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  if (query.stream !== undefined) errors.push(fieldForbidden('stream', 'may not be specified'));
  return errors;
}
