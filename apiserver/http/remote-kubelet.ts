import type {
  ContainerAddress,
  KubeletApi,
  LogOptions,
  PodAddress,
  RunProcess,
  WantedStreams,
} from '../../apimachinery/index.ts';

/**
 * The kubelet that listens at `host` (`10.0.0.7:10250`), of another process or machine. Mirrors kubernetes pkg/kubelet/client without
 * --kubelet-certificate-authority: who has signed its certificate is not asked. Differs: its WebSockets are spoken with whatever the
 * client speaks, so why a command cannot be run is told when the client is connected. Undefined where `host` is no address.
 */
export function remoteKubelet(host: string): KubeletApi | undefined {
  if (!URL.canParse(`https://${host}`)) return undefined;
  const processAt = (path: string, query: readonly string[][]): RunProcess => {
    const url = `wss://${host}${path}?${new URLSearchParams(query as [string, string][])}`;
    return async (streams) => (await sockets()).runOver(url, streams);
  };
  return {
    async logs(of, options) {
      const path = `/containerLogs/${containerPath(of)}?${logQuery(options)}`;
      return (await requests()).logsAt(host, path);
    },
    exec: (of, command, streams) => {
      const words = command.map((word) => ['command', word]);
      return processAt(`/exec/${containerPath(of)}`, [...words, ...streamQuery(streams)]);
    },
    attach: (of, streams) => processAt(`/attach/${containerPath(of)}`, streamQuery(streams)),
    port: (of, port) => {
      const url = `wss://${host}/portForward/${podPath(of)}?port=${port}`;
      const run: RunProcess = async (streams) => (await sockets()).forwardOver(url, streams);
      return { type: 'process', run, onEnd: () => () => {} };
    },
    http: async (call) => (await requests()).answerAt(host, call),
  };
}

/** Most clusters have no such kubelets: what speaks with them is loaded with the first call. */
const requests = () => import('./remote/kubelet-requests.ts');
const sockets = () => import('./remote/kubelet-sockets.ts');

function podPath({ namespace, pod }: PodAddress): string {
  return `${encodeURIComponent(namespace)}/${encodeURIComponent(pod)}`;
}

function containerPath(of: ContainerAddress): string {
  return `${podPath(of)}/${encodeURIComponent(of.container)}`;
}

function logQuery({ follow, previous, timestamps, sinceMs, tailLines, limitBytes }: LogOptions): string {
  const query = new URLSearchParams();
  for (const [name, flag] of Object.entries({ follow, previous, timestamps }))
    if (flag === true) query.set(name, 'true');
  if (sinceMs !== undefined) query.set('sinceTime', new Date(sinceMs).toISOString());
  for (const [name, count] of Object.entries({ tailLines, limitBytes }))
    if (count !== undefined) query.set(name, String(count));
  return query.toString();
}

function streamQuery({ stdin, stdout, stderr, tty }: WantedStreams): string[][] {
  const wanted = { input: stdin, output: stdout, error: stderr, tty };
  return Object.entries(wanted).flatMap(([name, is]) => (is ? [[name, '1']] : []));
}
