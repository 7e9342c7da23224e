export interface PemBlock {
  readonly type: string;
  readonly hasHeaders: boolean;
  readonly bytes: Buffer;
}

/** The blocks of a text of PEM that is given as base64; what is around them counts for nothing. Mirrors Go's encoding/pem. */
export function pemBlocks(base64: string): PemBlock[] {
  const text = Buffer.from(base64, 'base64').toString('latin1');
  const form = /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)-----END \1-----/g;
  return [...text.matchAll(form)].flatMap(([, type = '', body = '']) => {
    const lines = body.split('\n');
    const isHeader = (line: string) => line.includes(':');
    const content = lines
      .filter((line) => !isHeader(line))
      .join('')
      .replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) return [];
    return [{ type, hasHeaders: lines.some(isHeader), bytes: Buffer.from(content, 'base64') }];
  });
}
