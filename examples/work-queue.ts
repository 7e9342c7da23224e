// The pieces that every controller stands on, by themselves: pods are told on standard output as they come and go. What
// fails is tried five times more, each time later, and is then dropped with an error.
//
//   API server --list, watch--> Reflector --> FIFO --> Indexer (a local copy)
//                                                |
//                                                '--> event handlers --keys--> work queue --> worker
//
// Of the cluster that kubectl would ask: npx tsx examples/work-queue.ts
import {
  type Client,
  connect,
  coreV1,
  createInformerFactory,
  createWorkQueue,
  type Environment,
  findCluster,
  type Indexer,
  keyOf,
  realEnvironment,
  type V1Pod,
  type WorkQueue,
} from 'homeostat';

const retriesMax = 5;

export interface PodTellerOptions {
  readonly namespace: string;
  /** Told what happened to pods. What it throws is tried again. */
  readonly tell: (line: string) => void;
  /** Told what was given up. */
  readonly fail: (line: string) => void;
}

/** Tells about pods until the environment ends. */
export function tellOfPods(environment: Environment, client: Client, options: PodTellerOptions): void {
  const { namespace, tell, fail } = options;
  const queue = createWorkQueue<string>(environment, { name: 'pods' });
  const informers = createInformerFactory(environment, client, { namespace });
  const pods = informers.informer(coreV1.pods);

  // Handlers only say which object changed. What became of it the worker reads from the copy: it may be newer by then.
  pods.addEventHandler({
    onAdd: (pod) => queue.add(keyOf(pod)),
    onUpdate: (_before, pod) => queue.add(keyOf(pod)),
    onDelete: (pod) => queue.add(keyOf(pod)),
  });
  informers.start();
  environment.onRevoked(() => queue.shutDown());
  environment.spawn('worker', async () => {
    // Before that the copy is not whole: what is not in it may well exist.
    await pods.waitForSync();
    await work(queue, (key) => tell(lineOf(pods.indexer, key)), fail);
  });
}

/** The business: whatever has to be done about one object. It may be done twice, and what it does must not mind. */
function lineOf(indexer: Indexer<V1Pod>, key: string): string {
  const pod = indexer.get(key);
  return pod === undefined ? `pod ${key} does not exist any more` : `pod ${key}: ${pod.status?.phase}`;
}

/** One worker. Of several each has an object of its own: the queue gives no key to two of them. */
async function work(
  queue: WorkQueue<string>,
  sync: (key: string) => void,
  fail: (line: string) => void,
): Promise<void> {
  for (let next = await queue.get(); next !== undefined; next = await queue.get()) {
    const key = next.item;
    try {
      sync(key);
      queue.forget(key);
    } catch (error) {
      if (queue.numRequeues(key) < retriesMax) queue.addRateLimited(key);
      else {
        queue.forget(key);
        fail(`dropping pod ${key} out of the queue: ${error instanceof Error ? error.message : error}`);
      }
    } finally {
      queue.done(key);
    }
  }
}

if (import.meta.filename === process.argv[1]) {
  const tell = (line: unknown) => void process.stdout.write(`${line}\n`);
  const fail = (line: unknown) => void process.stderr.write(`${line}\n`);
  const environment = realEnvironment({ onFailure: fail });
  const { client, namespace } = connect(environment, findCluster(), { userAgent: 'work-queue' });
  tellOfPods(environment, client, { namespace, tell, fail });
}
