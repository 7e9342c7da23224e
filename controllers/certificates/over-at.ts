import { X509Certificate } from 'node:crypto';
import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { pemBlocks } from '../../component-helpers/index.ts';
import { isIssued } from './signing-conditions.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/**
 * When nobody needs a request any more, in milliseconds; undefined: not known yet. A decided one is kept for an hour, one that
 * waits to be decided or to be issued for a day, and none beyond the end of its certificate. Mirrors kubernetes
 * pkg/controller/certificates/cleaner (handle).
 */
export function overAtMs(request: V1CertificateSigningRequest): number | undefined {
  const { conditions = [], certificate = '' } = request.status ?? {};
  const issued = isIssued(request);
  const times =
    conditions.length === 0
      ? [later(request.metadata?.creationTimestamp, dayMs)]
      : conditions.map(({ type, lastUpdateTime }) => {
          if (type === 'Approved') return later(lastUpdateTime, issued ? hourMs : dayMs);
          return type === 'Denied' || type === 'Failed' ? later(lastUpdateTime, hourMs) : undefined;
        });
  if (issued && conditions.some(({ type }) => type === 'Approved')) times.push(validUntilMs(certificate));
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

function later(time: string | null | undefined, afterMs: number): number | undefined {
  const sinceMs = parseTimeOrUndefined(time);
  return sinceMs === undefined ? undefined : sinceMs + afterMs;
}

/** Undefined where there is no certificate in it. */
function validUntilMs(certificate: string): number | undefined {
  const [block] = pemBlocks(certificate);
  if (block === undefined) return undefined;
  try {
    return Date.parse(new X509Certificate(block.bytes).validTo);
  } catch {
    return undefined;
  }
}
