import { Agent, request } from 'node:http';

export interface ConfigMap {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
  };
  readonly data: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const path = '/api/v1/namespaces/default/configmaps';

/** ConfigMaps of the default namespace over HTTP, on at most so many connections. */
export class ConfigMaps {
  readonly #url: string;
  readonly #agent: Agent;

  constructor(url: string, connections = 1) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  create(name: string, data: ConfigMap['data']): Promise<Answer> {
    return this.call('POST', '', JSON.stringify({ metadata: { name }, data }));
  }

  replace(name: string, data: ConfigMap['data']): Promise<Answer> {
    return this.call('PUT', `/${name}`, JSON.stringify({ metadata: { name }, data }));
  }

  remove(name: string): Promise<Answer> {
    return this.call('DELETE', `/${name}`);
  }

  /** All that were made, page by page, and the list's resourceVersion. */
  async list(
    query = '',
  ): Promise<{ readonly items: readonly ConfigMap[]; readonly resourceVersion: number }> {
    const items: ConfigMap[] = [];
    let next = '';
    for (;;) {
      const { status, body } = await this.call(
        'GET',
        `?limit=500${query}&continue=${encodeURIComponent(next)}`,
      );
      if (status !== 200) throw new Error(body);
      const page = JSON.parse(body) as {
        readonly items: readonly ConfigMap[];
        readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
      };
      // Every namespace has this one, and nobody here made it.
      items.push(...page.items.filter(({ metadata }) => metadata.name !== 'kube-root-ca.crt'));
      next = page.metadata.continue ?? '';
      if (next === '') return { items, resourceVersion: Number(page.metadata.resourceVersion) };
    }
  }

  /** Rejects if the connection breaks before the answer is whole. */
  call(method: string, rest: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { 'content-type': 'application/json' };
      const call = request(this.#url + path + rest, { method, agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      });
      call.on('error', reject);
      call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
