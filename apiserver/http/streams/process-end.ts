import { internalError, type ProcessEnd } from '../../../apimachinery/index.ts';

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

/** The same for earlier versions: nothing, or a text. */
export function endText(end: ProcessEnd): string {
  if ('problem' in end) return end.problem;
  if (end.exitCode === 0) return '';
  return `command terminated with non-zero exit code: exit status ${end.exitCode}`;
}
