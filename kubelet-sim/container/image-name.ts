import { deriveKey } from '../../environment/index.ts';

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
  const repository = repositoryOf(image);
  const why =
    repository === repository.toLowerCase() ? '' : `: repository name (${repository}) must be lowercase`;
  const problem = `couldn't parse image name "${image}": invalid reference format${why}`;
  return `Failed to apply default image tag "${image}": ${problem}`;
}

/** What stands between the registry and the tag. */
function repositoryOf(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain = /[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase();
  const rest = isDomain ? image.slice(slash + 1) : slash < 0 ? `library/${image}` : image;
  const colon = rest.indexOf(':');
  return colon < 0 ? rest : rest.slice(0, colon);
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
