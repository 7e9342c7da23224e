import { storageV1 } from '../../api/index.ts';
import { ignoreNotFound } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { needsAttachment } from '../../component-helpers/index.ts';

/** What a kubelet knows of storage drivers. Differs: it asks for each when a volume is of it, and does not watch them. */
export class CsiDrivers {
  readonly #client: Client;
  /** What a driver says of this cannot change. */
  readonly #known = new Map<string, boolean>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Whether volumes of a driver are attached before they are mounted. */
  async needsAttachment(name: string): Promise<boolean> {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const driver = await this.#client.get(storageV1.csiDrivers, { name }).catch(ignoreNotFound);
    const answer = needsAttachment(driver);
    if (driver !== undefined) this.#known.set(name, answer);
    return answer;
  }
}
