/** `name`, then `:tag`, then `@digest`; a colon before a slash belongs to a registry's port. */
const reference =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::(?<tag>\w[\w.-]{0,127}))?(?<digest>@[A-Za-z][\w.+-]*:[0-9a-fA-F]{32,})?$/;

/** Without tag and digest. */
const nameLengthMax = 255;

/** The tag of an image: `latest` if it has neither tag nor digest, '' if it is no image name. */
export function imageTag(image: string): string {
  const match = reference.exec(image);
  if (match === null) return '';
  const { tag, digest } = match.groups ?? {};
  const length = image.length - (tag === undefined ? 0 : tag.length + 1) - (digest?.length ?? 0);
  if (length > nameLengthMax) return '';
  return tag ?? (digest === undefined ? 'latest' : '');
}
