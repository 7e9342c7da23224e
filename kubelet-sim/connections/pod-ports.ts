import type { V1Container, V1Pod } from '../../api/index.ts';
import {
  type HttpAnswer,
  type HttpCall,
  messageOf,
  type PodPort,
  type PortTarget,
} from '../../apimachinery/index.ts';
import type { Environment, LocalMachine } from '../../environment/index.ts';
import { type DeclaredAnswer, drawn, matchesPattern, type PodBehaviour } from '../behaviours/behaviours.ts';
import { textNames, withNames } from '../behaviours/declared-text.ts';
import type { ContainerPrograms } from './container-programs.ts';
import { localProgram, neededMachine } from './local-program.ts';
import { processOf } from './run-process.ts';

/** A container of a pod that runs, and what is declared for it. */
export interface Listener {
  readonly spec: V1Container;
  readonly declared: PodBehaviour | undefined;
  onEnd(callback: () => void): () => void;
}

/** What ports of pods are made from. */
export interface PortsContext {
  readonly environment: Environment;
  readonly programs: ContainerPrograms;
  /** Absent: nothing leads to a machine. */
  readonly machine?: LocalMachine;
}

/**
 * What listens on a port of a pod whose `listeners` run; undefined: nothing does. Ports that are declared are listened on, by the
 * pod or by a behaviour; in a pod that declares none, all are, by its first container. What stands for every port does.
 */
export function podPort(
  pod: V1Pod,
  listeners: readonly Listener[],
  port: number,
  context: PortsContext,
): PodPort | undefined {
  const listener = listenerOn(listeners, port);
  if (listener === undefined) return undefined;
  const answers = (listener.declared?.http ?? []).filter(
    (one) => one.port === undefined || one.port === port,
  );
  const { onEnd } = listener;
  const local = answers.find(isLocal);
  if (local !== undefined) return { ...localPort(local, context.machine), onEnd };
  // A process listens on the machine's own ports.
  if (listener.declared?.process !== undefined)
    return { ...localPort({ localPort: port }, undefined), onEnd };
  return {
    type: 'http',
    onEnd,
    async answer(call) {
      try {
        const own = context.programs.http?.({ ...call, pod, port });
        if (own !== undefined) return await own;
      } catch (error) {
        return { status: 500, headers: plain, body: `${messageOf(error)}\n` };
      }
      return declaredAnswer(pod, listener.spec, answers, call, context);
    },
  };
}

function isLocal({ localPort, localCommand }: DeclaredAnswer): boolean {
  return localPort !== undefined || localCommand !== undefined;
}

function localPort(
  { localPort: port = 0, localHost: host = '127.0.0.1', localCommand: words }: DeclaredAnswer,
  machine: LocalMachine | undefined,
): PortTarget {
  if (words === undefined) return { type: 'local', host, port };
  return { type: 'process', run: processOf(localProgram(neededMachine(machine), { words })) };
}

function listenerOn(listeners: readonly Listener[], port: number): Listener | undefined {
  const declares = ({ spec, declared }: Listener) => [
    ...(spec.ports ?? []).flatMap(({ containerPort, protocol = 'TCP' }) =>
      protocol === 'TCP' ? [containerPort] : [],
    ),
    ...(declared?.http ?? []).flatMap((one) => one.port ?? []),
  ];
  const standsForAny = ({ declared }: Listener) =>
    declared?.process !== undefined ||
    (declared?.http?.some((one) => isLocal(one) && one.port === undefined) ?? false);
  const found = listeners.find((one) => declares(one).includes(port)) ?? listeners.find(standsForAny);
  const declaresAny = listeners.some((one) => declares(one).length > 0);
  return found ?? (declaresAny ? undefined : listeners[0]);
}

const plain = { 'content-type': 'text/plain' };

async function declaredAnswer(
  pod: V1Pod,
  container: V1Container,
  answers: readonly DeclaredAnswer[],
  { method, path }: HttpCall,
  { environment }: PortsContext,
): Promise<HttpAnswer> {
  const bare = path.replace(/\?.*$/s, '');
  const found = answers.find(
    (one) => (one.method ?? method) === method && matchesPattern(one.path ?? '*', bare),
  );
  const names = textNames(pod, container);
  if (found === undefined) return answers.length > 0 ? notFound : welcome(names);
  const { status = 200, headers = plain, body = '', delayMs } = found;
  if (delayMs !== undefined) await environment.clock.sleep(drawn(delayMs, environment.random));
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { status, headers: Object.fromEntries(lower), body: withNames(body, names) };
}

const notFound: HttpAnswer = { status: 404, headers: plain, body: '404 page not found\n' };

/** What is answered where nothing is declared. */
function welcome(names: Readonly<Record<string, string>>): HttpAnswer {
  const body = withNames(
    '<!DOCTYPE html>\n<html>\n<head><title>{pod}</title></head>\n<body>\n<h1>Welcome to {pod}</h1>\n' +
      '<p>{container} ({image}) of {namespace}/{pod} on {node} at {ip}</p>\n</body>\n</html>\n',
    names,
  );
  return { status: 200, headers: { 'content-type': 'text/html' }, body };
}
