import { type Trace, WaitError, type WriteFields } from '../../environment/index.ts';
import { changesOf, isAt, Narrators, nameOf, writeOf } from '../timeline/index.ts';

/** So many pods of one owner have been lost and made again within `windowMs`, and several times as many as it had at once. */
const replacedMin = 1_000;
const timesMin = 4;
/** At the pace of kube-controller-manager, 20 a second, that is 6,000. */
const windowMs = 300_000;

/** Whose pods are counted. */
interface Owner {
  sinceMs: number;
  lost: number;
  alive: number;
  peak: number;
}

interface Pod {
  readonly owner: Owner;
  readonly madeBy: string;
  isLost: boolean;
}

/**
 * Throws (into the trace, which fails the world) a WaitError of kind `livelock` when an owner makes pods again and again that
 * others take from it as soon as they are there: kubelets that do not admit them, taints of the node that the template names.
 * Kubernetes goes on so for ever, a node's pods at a time, until somebody changes something.
 */
export function watchForStorms(trace: Trace): void {
  const owners = new Map<string, Owner>();
  const pods = new Map<string, Pod>();
  const lose = (write: WriteFields, atMs: number) => {
    const pod = pods.get(keyOf(write));
    if (pod === undefined || pod.isLost) return;
    pod.isLost = true;
    const { owner } = pod;
    owner.alive -= 1;
    if (write.by === pod.madeBy) return;
    if (atMs - owner.sinceMs > windowMs)
      Object.assign(owner, { sinceMs: atMs, lost: 0, peak: owner.alive + 1 });
    owner.lost += 1;
    if (owner.lost >= Math.max(replacedMin, timesMin * owner.peak)) throw storm(owner, write, atMs);
  };
  trace.subscribe((record) => {
    const write = writeOf(record);
    if (write?.resource !== 'pods' || write.owner === undefined) return;
    if (write.verb === 'create' && write.subresource === undefined) {
      const owner = ownerOf(owners, write, record.atMs);
      owner.alive += 1;
      owner.peak = Math.max(owner.peak, owner.alive);
      pods.set(keyOf(write), { owner, madeBy: write.by, isLost: false });
    } else if (write.verb === 'delete') {
      lose(write, record.atMs);
      if (write.changes === undefined) pods.delete(keyOf(write));
    } else if (isRefused(write)) {
      lose(write, record.atMs);
    }
  });
}

function keyOf({ namespace, name }: WriteFields): string {
  return `${namespace}/${name}`;
}

function ownerOf(owners: Map<string, Owner>, { namespace, owner }: WriteFields, nowMs: number): Owner {
  const key = `${namespace}/${owner?.kind}/${owner?.name}`;
  const known = owners.get(key) ?? { sinceMs: nowMs, lost: 0, alive: 0, peak: 0 };
  owners.set(key, known);
  return known;
}

/** A pod failed for a reason that no container has. */
function isRefused(write: WriteFields): boolean {
  return valueAt(write, 'phase') === 'Failed' && valueAt(write, 'reason') !== undefined;
}

/** What a write has set a field of the status to. */
function valueAt(write: WriteFields, field: string): unknown {
  return changesOf(write).find((change) => isAt(change, 'status', field))?.after;
}

function storm({ lost, sinceMs }: Owner, write: WriteFields, atMs: number): WaitError {
  const { namespace, owner } = write;
  const name = nameOf({ kind: owner?.kind ?? '', namespace, name: owner?.name ?? '' });
  const within = `within ${Math.ceil((atMs - sinceMs) / 1000)} s`;
  const what = new Narrators().tell(write).words?.what ?? `${write.verb} ${nameOf(write)}`;
  const why = [valueAt(write, 'reason'), valueAt(write, 'message')].filter((each) => each !== undefined);
  return new WaitError(
    'livelock',
    `${lost} pods of ${name} were lost ${within}, and each was replaced by one that was lost like it; the last of them:`,
    [[`${write.by} ${what}`, ...why].join(': ')],
  );
}
