import { X509Certificate } from 'node:crypto';
import { DerReader, derTags, pemBlocks } from '../../../component-helpers/index.ts';

/** What only its authority's key makes of a certificate: how it calls that key. */
const authorityKeyId = '0603551d23';

/**
 * What a certificate says, without what no two have in common: for how long, for whom, with which key, and its extensions as
 * they are written.
 */
export function certificateWords(base64: string): unknown {
  const [block] = pemBlocks(base64);
  if (block === undefined) return base64;
  const told = new DerReader(block.bytes).enter(derTags.sequence).enter(derTags.sequence);
  const [version, , algorithm, issuer, , subject, key, extensions] = told.rest();
  const { validFrom, validTo } = new X509Certificate(block.bytes);
  const written = new DerReader(extensions?.content ?? Buffer.alloc(0)).enter(derTags.sequence).rest();
  const hex = (value: { readonly whole: Buffer } | undefined) => value?.whole.toString('hex');
  return {
    seconds: (Date.parse(validTo) - Date.parse(validFrom)) / 1000,
    parts: [version, algorithm, issuer, subject, key].map(hex),
    extensions: written
      .map(({ content }) => content.toString('hex'))
      .filter((one) => !one.startsWith(authorityKeyId)),
  };
}
