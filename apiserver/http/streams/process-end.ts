import { internalError, isObject, type ProcessEnd } from '../../../apimachinery/index.ts';

/**
 * What the error stream tells of how a process ended, as clients read it from version 4 of the protocol on. Mirrors the kubelet's streaming
 * server (ServeExec).
 */
export function endStatus(end: ProcessEnd): string {
  if ('problem' in end) return JSON.stringify(internalError(end.problem).status);
  if (end.exitCode === 0) return JSON.stringify({ metadata: {}, status: 'Success' });
  return JSON.stringify({
    metadata: {},
    status: 'Failure',
    message: endText(end),
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(end.exitCode) }] },
  });
}

/** What it told, read again. What is no status is a problem. */
export function endOfStatus(text: string): ProcessEnd {
  if (text === '') return { problem: 'the connection to the kubelet has ended' };
  const told = statusOf(text);
  if (told.status === 'Success') return { exitCode: 0 };
  const { causes } = isObject(told.details) ? told.details : {};
  const cause = Array.isArray(causes) && isObject(causes[0]) ? causes[0].message : undefined;
  const exitCode = Number(cause);
  if (told.reason === 'NonZeroExitCode' && Number.isInteger(exitCode)) return { exitCode };
  const words = told.reason === 'InternalError' ? (cause ?? told.message) : told.message;
  return { problem: typeof words === 'string' ? words : text };
}

function statusOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const told: unknown = JSON.parse(text);
    return isObject(told) ? told : {};
  } catch {
    return {};
  }
}

/** The same for earlier versions: nothing, or a text. */
export function endText(end: ProcessEnd): string {
  if ('problem' in end) return end.problem;
  if (end.exitCode === 0) return '';
  return `command terminated with non-zero exit code: exit status ${end.exitCode}`;
}
