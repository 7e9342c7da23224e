import type { Transport } from '../../apimachinery/index.ts';

/** Of a header: `299 - "policy/v1beta1 ... is deprecated"`, and the next ones in lines of their own. */
const warning = /^(\d{3}) \S+ "((?:[^"\\]|\\.)*)"/;

/** Tells what the server warns of (code 299). Mirrors client-go rest (WarningHandler). */
export function withWarnings(transport: Transport, tell: (message: string) => void): Transport {
  return {
    async request(call) {
      const response = await transport.request(call);
      const { warning: header } = response.headers;
      if (header !== undefined) for (const message of messages(header)) tell(message);
      return response;
    },
  };
}

function* messages(header: string): Generator<string> {
  for (const line of header.split('\n')) {
    const [, code, text = ''] = warning.exec(line) ?? [];
    if (code === '299' && text !== '') yield text.replace(/\\(.)/g, '$1');
  }
}
