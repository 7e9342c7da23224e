import { deriveKey } from '../environment/index.ts';

const domainPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `${domainPart}(?:\\.${domainPart})*(?::[0-9]+)?`;
const pathPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const tag = '[\\w][\\w.-]{0,127}';
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
/** Mirrors github.com/distribution/reference (ReferenceRegexp). */
const reference = new RegExp(
  `^((?:${domain}/)?${pathPart}(?:/${pathPart})*)(?::(${tag}))?(?:@(${digest}))?$`,
);

/** Why an image's name is none, in the words of a container's status; undefined when it is one. */
export function invalidImageMessage(image: string): string | undefined {
  if (reference.test(image)) return undefined;
  const why = reference.test(image.toLowerCase())
    ? 'invalid reference format: repository name must be lowercase'
    : 'invalid reference format';
  return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`;
}

/** The name with its registry and tag, as the container runtime reports it: `docker.io/library/nginx:latest`. */
export function canonicalImage(image: string): string {
  const { repository, suffix } = split(image);
  return `${repository}${suffix === '' ? ':latest' : suffix}`;
}

/** `docker.io/library/nginx@sha256:<hex>`; the same for the same image. */
export function imageId(image: string): string {
  const { repository, suffix } = split(image);
  if (suffix.startsWith('@')) return `${repository}${suffix}`;
  return `${repository}@sha256:${deriveKey('image', canonicalImage(image))}`;
}

function split(image: string): { readonly repository: string; readonly suffix: string } {
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const suffix = at < 0 ? named.slice(name.length) : image.slice(at);
  return { repository: qualified(name), suffix };
}

function qualified(name: string): string {
  const slash = name.indexOf('/');
  if (slash < 0) return `docker.io/library/${name}`;
  const first = name.slice(0, slash);
  return first.includes('.') || first.includes(':') || first === 'localhost' ? name : `docker.io/${name}`;
}
