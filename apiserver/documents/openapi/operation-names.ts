/** `apps`, `v1` -> `AppsV1`; `rbac.authorization.k8s.io`, `v1` -> `RbacAuthorizationV1`; the core group is `CoreV1`. */
export function groupVersionName({ group, version }: { group: string; version: string }): string {
  const name = group === '' ? 'core' : group.replace(/\.k8s\.io$/, '');
  return camelCase(`${name}.${version}`);
}

/** `ephemeralcontainers` -> `Ephemeralcontainers`, `a.b-c` -> `ABC`. */
export function camelCase(text: string): string {
  return text
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}
