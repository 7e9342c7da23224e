import { type ConfigMap, ConfigMaps } from './config-maps.ts';

/** What a burst of creates was promised, and what it never heard about. */
export interface Burst {
  /** By name, each as the answer had it. */
  readonly acknowledged: ReadonlyMap<string, ConfigMap>;
  /** Sent; no whole answer came. */
  readonly unanswered: readonly string[];
}

export interface BurstOptions {
  readonly connections: number;
  /** Begins the name of each object. */
  readonly prefix: string;
  /** After so many acknowledged creates `onEnough` is called, while the others go on. */
  readonly enough: number;
  readonly onEnough: () => void;
}

/** Creates ConfigMaps on every connection, one after the other on each, until the server is gone. */
export async function burst(url: string, options: BurstOptions): Promise<Burst> {
  const { connections, prefix, enough, onEnough } = options;
  const configMaps = new ConfigMaps(url, connections);
  const acknowledged = new Map<string, ConfigMap>();
  const unanswered: string[] = [];
  const writer = async (connection: number): Promise<void> => {
    for (let number = 0; ; number++) {
      const name = `${prefix}-${connection}-${number}`;
      const answer = await configMaps.create(name, contentOf(name)).catch(() => undefined);
      if (answer === undefined) {
        unanswered.push(name);
        return;
      }
      if (answer.status !== 201) throw new Error(`create ${name}: ${answer.status} ${answer.body}`);
      acknowledged.set(name, JSON.parse(answer.body) as ConfigMap);
      if (acknowledged.size === enough) onEnough();
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => writer(connection)));
  configMaps.close();
  return { acknowledged, unanswered };
}

/** What belongs into the object of this name: of different sizes, up to about 3,000 characters, and its own. */
export function contentOf(name: string): ConfigMap['data'] {
  const size = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 3001, 7);
  return { name, text: `${name} é `.repeat(Math.ceil(size / (name.length + 3))) };
}
