import type { V1Pod } from '../../../api/index.ts';
import { type Directory, directory, fileOf, madeDirectory } from './file-tree.ts';

const directories = ['bin', 'dev', 'etc', 'home', 'proc', 'root', 'run', 'sbin', 'sys', 'tmp', 'usr', 'var'];

/** What every container has before it writes anything: the same for all images. */
export function baseFiles(pod: V1Pod, nowMs: number): Directory {
  const root = directory(nowMs);
  for (const name of directories) madeDirectory(root, name, nowMs);
  const etc = madeDirectory(root, 'etc', nowMs);
  for (const [name, text] of Object.entries(etcFiles(pod))) etc.entries.set(name, fileOf(text, nowMs));
  return root;
}

/** A pod's name as its programs see it. */
export function hostnameOf({ metadata, spec }: V1Pod): string {
  return spec?.hostNetwork === true ? (spec.nodeName ?? '') : (spec?.hostname ?? metadata?.name ?? '');
}

function etcFiles(pod: V1Pod): Readonly<Record<string, string>> {
  const hostname = hostnameOf(pod);
  const namespace = pod.metadata?.namespace ?? '';
  const aliases = (pod.spec?.hostAliases ?? []).map(
    ({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`,
  );
  return {
    hostname: `${hostname}\n`,
    hosts: `# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n${pod.status?.podIP ?? ''}\t${hostname}\n${aliases.join('')}`,
    'resolv.conf': `search ${namespace}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n`,
    passwd: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
    group: 'root:x:0:\nnobody:x:65534:\n',
  };
}
