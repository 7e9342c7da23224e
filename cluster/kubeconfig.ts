/** A kubeconfig for one server, as kubectl and every client library read it. */
export function kubeconfig(serverUrl: string, name = 'homeostat'): string {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
- name: ${name}
  cluster:
    server: ${serverUrl}
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
