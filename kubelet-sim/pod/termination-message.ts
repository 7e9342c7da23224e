import type { V1Container } from '../../api/index.ts';
import type { DeclaredExit } from '../behaviours/behaviours.ts';

/** Mirrors kubernetes pkg/kubelet/container (MaxContainerTerminationMessageLength and its kin). */
const messageBytesMax = 4096;
const logBytesMax = 2048;
const logLinesMax = 80;
const podBytesMax = 12_288;

/**
 * What is told of a container that ends as declared, one of `count` in its pod: the end of what it left; or where that is
 * nothing and its policy says so, the end of its log; undefined: nothing. Mirrors kubernetes pkg/kubelet/kuberuntime
 * (getTerminationMessage) and pkg/kubelet/status (normalizeStatus).
 */
export function terminationMessage(
  { terminationMessagePolicy }: V1Container,
  exit: DeclaredExit | undefined,
  count: number,
): string | undefined {
  if (exit === undefined) return undefined;
  const { message, log, code } = exit;
  const fallsBack = terminationMessagePolicy === 'FallbackToLogsOnError' && code !== 0;
  const text =
    message !== undefined
      ? lastBytes(message, messageBytesMax)
      : fallsBack && log
        ? endOfLog(log)
        : undefined;
  return text === undefined ? undefined : firstBytes(text, Math.floor(podBytesMax / count));
}

function endOfLog(log: string): string {
  const lines = log.split('\n');
  // A line end at the end begins no other line.
  const first = lines.length - logLinesMax - (lines.at(-1) === '' ? 1 : 0);
  return lastBytes(lines.slice(Math.max(0, first)).join('\n'), logBytesMax);
}

function lastBytes(text: string, max: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= max ? text : new TextDecoder().decode(bytes.subarray(bytes.length - max));
}

function firstBytes(text: string, max: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= max ? text : new TextDecoder().decode(bytes.subarray(0, max));
}
