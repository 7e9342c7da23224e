/** All but letters, digits and `-._~` as bytes by number; half a surrogate pair is U+FFFD, as where Go reads it. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(Buffer.from(text, 'utf8').toString('utf8')).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
