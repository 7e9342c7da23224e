import { internalError, type ProcessEnd, type Status } from '../../../apimachinery/index.ts';

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

/** What it told, read again. */
export function endOfStatus(text: string): ProcessEnd {
  if (text === '') return { problem: 'the connection to the kubelet has ended' };
  const { status, message, reason, details } = JSON.parse(text) as EndStatus;
  if (status === 'Success') return { exitCode: 0 };
  const [cause] = details?.causes ?? [];
  if (reason === 'NonZeroExitCode') return { exitCode: Number(cause?.message) };
  return { problem: (reason === 'InternalError' && cause?.message) || (message ?? text) };
}

type EndStatus = Pick<Partial<Status>, 'status' | 'message' | 'details'> & { readonly reason?: string };

/** The same for earlier versions: nothing, or a text. */
export function endText(end: ProcessEnd): string {
  if ('problem' in end) return end.problem;
  if (end.exitCode === 0) return '';
  return `command terminated with non-zero exit code: exit status ${end.exitCode}`;
}
