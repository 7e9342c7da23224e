/** Texts together longer than this are cut, each to so much of it, and then only so many of them are said. */
const totalMax = 4 * 1024;
const itemMax = 256;

/**
 * The values of the `Warning` headers that tell these texts, each once; lengths count characters, not bytes. What has
 * control characters in it is not said. Mirrors kubernetes apiserver pkg/endpoints/filters/warning.go and apimachinery
 * pkg/util/net (NewWarningHeader).
 */
export function warningHeaders(texts: readonly string[]): readonly string[] {
  const said = [...new Set(texts)].filter((text) => text !== '' && !/\p{Cc}/u.test(text));
  let total = 0;
  const over = said.findIndex((text) => {
    total += lengthOf(text);
    return total > totalMax;
  });
  return (over < 0 ? said : cut(said, over)).map(header);
}

/** Up to the one that was too much all are said. */
function cut(texts: readonly string[], over: number): readonly string[] {
  const short: string[] = [];
  let total = 0;
  for (const text of texts) {
    if (short.length > over && total >= totalMax) break;
    const start = [...text].slice(0, itemMax);
    total += start.length;
    short.push(start.join(''));
  }
  return short;
}

function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function header(text: string): string {
  return `299 - "${text.replace(/["\\]/g, '\\$&')}"`;
}
