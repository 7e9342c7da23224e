/**
 * A kubeconfig for one server, as kubectl and every client library read it. The official JavaScript client takes plain HTTP only
 * where TLS need not be verified; to the others that says nothing, as there is no TLS.
 */
export function kubeconfig(serverUrl: string, name = 'homeostat'): string {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
- name: ${name}
  cluster:
    server: ${serverUrl}
    insecure-skip-tls-verify: true
contexts:
- name: ${name}
  context:
    cluster: ${name}
    user: ${name}
users:
- name: ${name}
  user: {}
`;
}
