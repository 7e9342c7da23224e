import {
  type ContainerAddress,
  type KubeletApi,
  KubeletError,
  type RunProcess,
  type WantedStreams,
} from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { isTrue } from '../../request/request-info.ts';
import type { Subresource } from '../subresource.ts';
import { connecting } from './connect.ts';
import { chosenContainer } from './container-choice.ts';

/** Runs a command in a container. */
export const exec = ofProcess('exec', (kubelet, of, streams, { request }) => {
  const { command } = request.query;
  const words = command === undefined ? [] : [command, ...(request.repeated?.command ?? [])];
  return kubelet.exec(of, words, streams);
});

/** Joins the process that a container runs. */
export const attach = ofProcess('attach', (kubelet, of, streams) => kubelet.attach(of, streams));

type Begin = (
  kubelet: KubeletApi,
  of: ContainerAddress,
  streams: WantedStreams,
  context: RequestContext,
) => RunProcess;

function ofProcess(name: string, begin: Begin): Subresource {
  return connecting(name, (context) => (pod, kubelet) => {
    const { query } = context.request;
    const container = chosenContainer(pod, query.container ?? '');
    const { namespace, name: podName } = context.info;
    const { stdin, stdout, stderr, tty } = query;
    const streams = wantedStreams(isTrue(stdin), isTrue(stdout), isTrue(stderr), isTrue(tty));
    const run = begin(kubelet, { namespace, pod: podName, container }, streams, context);
    return { status: 200, headers: {}, body: { type: 'process', streams, run } };
  });
}

/**
 * Throws KubeletError where none is wanted. Mirrors the kubelet's streaming server (NewOptions): a terminal has one stream for all that is
 * written to it.
 */
export function wantedStreams(stdin: boolean, stdout: boolean, stderr: boolean, tty: boolean): WantedStreams {
  const wanted = { stdin, stdout, stderr: stderr && !tty, tty };
  if (wanted.stdin || wanted.stdout || wanted.stderr) return wanted;
  throw new KubeletError(400, 'you must specify at least 1 of stdin, stdout, stderr');
}
