/** Something the user can put right. Its message is one line that says what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** By name, so that a command need not load what it does not use. */
const userErrors = new Set(['ScenarioError', 'SchedulerConfigurationError', 'StoreError']);

/** A path that the user gave is not fit for what it was given for. */
const placeCodes = new Set(['EEXIST', 'EISDIR', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOSPC', 'ENOTDIR']);

/** The one line for an error the user can put right; undefined for one of ours, which keeps its stack. */
export function usageMessage(error: unknown): string | undefined {
  if (error instanceof Error && (error instanceof UsageError || userErrors.has(error.name)))
    return error.message;
  const { code, syscall, port, path } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall === 'listen' && code === 'EADDRINUSE') {
    return `port ${port} is in use; choose another with --port, or --port 0 for a free one`;
  }
  if (syscall === 'listen' && code === 'EACCES')
    return `port ${port} may not be opened; choose one above 1023 with --port`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path} cannot be written; choose another place`;
  if (path !== undefined && placeCodes.has(code ?? '')) return `${path}: ${reasonOf(error as Error)}`;
  return undefined;
}

/** Of `ENOENT: no such file or directory, open 'a'` what is no name. */
function reasonOf({ message }: Error): string {
  return message.replace(/^[A-Z]+: /, '').replace(/, \w+ '.*$/s, '');
}
