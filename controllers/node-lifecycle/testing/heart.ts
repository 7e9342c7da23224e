import { coordinationV1, coreV1 } from '../../../api/index.ts';
import { formatMicroTime, formatTime, isNotFound } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';
import type { Timer } from '../../../environment/index.ts';
import type { ControllerWorld } from '../../testing/controller-world.ts';

/** The part of a kubelet that says that it is there. */
export class Heart {
  readonly #world: ControllerWorld;
  readonly #name: string;
  #timer: Timer | undefined;

  constructor(world: ControllerWorld, name: string) {
    this.#world = world;
    this.#name = name;
  }

  async start(): Promise<void> {
    const { client, run } = this.#world;
    await run(async () => {
      try {
        const node = await client.get(coreV1.nodes, { name: this.#name });
        await client.updateStatus(coreV1.nodes, { ...node, status: { conditions: this.#conditions() } });
      } catch (error) {
        if (!isNotFound(error)) throw error;
        const metadata = { name: this.#name };
        await client.create(coreV1.nodes, { metadata, status: { conditions: this.#conditions() } });
      }
    });
    await run(() => this.#beat());
  }

  stop(): void {
    this.#timer?.cancel();
  }

  async #beat(): Promise<void> {
    const { client, simulation } = this.#world;
    const { clock } = simulation.environment;
    this.#timer = clock.setTimer(10_000, () => void this.#beat(), { background: true });
    await renew(client, this.#name, clock.now());
  }

  #conditions() {
    const now = formatTime(this.#world.simulation.environment.clock.now());
    const times = { lastHeartbeatTime: now, lastTransitionTime: now };
    return [
      { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', ...times },
      { type: 'Ready', status: 'True', reason: 'KubeletReady', ...times },
    ];
  }
}

async function renew(client: Client, name: string, nowMs: number): Promise<void> {
  const key = { namespace: 'kube-node-lease', name };
  const spec = { holderIdentity: name, renewTime: formatMicroTime(nowMs) };
  try {
    const lease = await client.get(coordinationV1.leases, key);
    await client.update(coordinationV1.leases, { ...lease, spec: { ...lease.spec, ...spec } });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await client.create(coordinationV1.leases, { metadata: key, spec });
  }
}
