/** The longest note an event may have. */
const messageLengthMax = 1024;
const ellipsis = ' ...';

/** Mirrors kubernetes pkg/scheduler (truncateMessage). */
export function truncateMessage(message: string): string {
  if (message.length <= messageLengthMax) return message;
  return message.slice(0, messageLengthMax - ellipsis.length) + ellipsis;
}
