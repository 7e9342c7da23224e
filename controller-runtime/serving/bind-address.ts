export interface BindAddress {
  /** Undefined: all of the machine's. */
  readonly host: string | undefined;
  /** 0: any free one. */
  readonly port: number;
}

/** What a bind address says: `:8080`, `127.0.0.1:0`, `[::1]:8080`. Undefined for '' and '0': nothing listens. Throws for what is none. */
export function parseBindAddress(text: string): BindAddress | undefined {
  if (text === '' || text === '0') return undefined;
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new Error(`address ${text}: missing port in address`);
  const plain = host.replace(/^\[(.*)\]$/, '$1');
  return { host: plain === '' ? undefined : plain, port: Number(port) };
}
