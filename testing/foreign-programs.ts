import { Socket } from 'node:net';
import { goQuote } from '../apimachinery/index.ts';
import { httpWebhooks, type Webhooks, type WebhookTarget, webhookUrl } from '../cluster/index.ts';
import type { Network } from '../simulation/index.ts';
import type { ForeignPorts } from './foreign-ports.ts';

/** A foreign program, as those see it that call its servers. */
export interface ForeignHost {
  /** What it goes by on the network. */
  readonly name: string;
  readonly ports: ForeignPorts;
  /** The ports behind services, by `namespace/name`. */
  readonly services: Readonly<Record<string, number>>;
  /** Runs `task`, and all that follows from it, as its own. */
  run<T>(task: () => T): T;
  /** Whom to tell when it ends. */
  readonly ending: Set<() => void>;
}

/**
 * The foreign programs of a world, as the API server calls their webhooks: each is a host of its name, and stands behind the services
 * that it was started with. A call and its answer are messages of the network.
 */
export class ForeignPrograms {
  readonly #hosts = new Map<string, ForeignHost>();
  #calls = 0;

  /** In the place of one of this name that has ended. */
  add(host: ForeignHost): void {
    this.#hosts.set(host.name, host);
  }

  /** Whether the webhook is one of a foreign program, be it that it has ended. */
  has(target: WebhookTarget): boolean {
    return this.#hostOf(target) !== undefined;
  }

  /** As over HTTPS. Only for what there `has` been. */
  call(network: Network, ...[target, body, limits]: Parameters<Webhooks['call']>): Promise<unknown> {
    const host = this.#hostOf(target) as ForeignHost;
    const { name, ports } = host;
    const key = serviceOf(target);
    const address = `https://${name}:${host.services[key]}`;
    const connect = (url: URL) =>
      host.run(() => {
        const socket = new Socket();
        ports.connect(socket, url.hostname, portOf(url), url.protocol === 'https:');
        return socket;
      });
    const call = () => httpWebhooks({ [key]: address }, connect).call(target, body, limits);
    const link = network.link(`apiserver->${name}#${++this.#calls}`);
    limits?.signal.addEventListener('abort', () => link.close(), { once: true });
    const fields = { url: webhookUrl(target, limits?.timeoutSeconds) };
    const broken = ({ message }: Error) => new Error(`Post ${goQuote(fields.url)}: ${message}`);
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        link.close();
        reject(broken(error));
      };
      const ended = () => fail(new Error('EOF'));
      const answer = (give: () => void) => {
        host.ending.delete(ended);
        const deliver = () => {
          link.close();
          give();
        };
        link.send({ from: name, to: 'apiserver', kind: 'webhook-response', fields }, { deliver, fail });
      };
      const deliver = () => {
        host.ending.add(ended);
        call().then(
          (outcome) => answer(() => resolve(outcome)),
          (error) => answer(() => reject(error)),
        );
      };
      link.send({ from: 'apiserver', to: name, kind: 'webhook-request', fields }, { deliver, fail });
    });
  }

  /** Of those behind a service the first that listens. */
  #hostOf(target: WebhookTarget): ForeignHost | undefined {
    if (target.service === undefined) return this.#hosts.get(new URL(target.url ?? '').hostname);
    const key = serviceOf(target);
    const behind = [...this.#hosts.values()].filter(({ services }) => services[key] !== undefined);
    return behind.find(({ ports, services }) => ports.has(services[key] ?? 0)) ?? behind[0];
  }
}

function serviceOf({ service }: WebhookTarget): string {
  return `${service?.namespace}/${service?.name}`;
}

function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'http:' ? 80 : 443;
}
