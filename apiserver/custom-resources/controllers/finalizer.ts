import type { V1CustomResourceDefinitionCondition } from '../../../api/index.ts';
import { aggregateMessages, formatTime, messageOf } from '../../../apimachinery/index.ts';
import { ownRequest } from '../../own-request.ts';
import { passFailure, RetryWaits } from '../../own-work.ts';
import { cleanupFinalizer } from '../../pipeline/strategies/index.ts';
import type { ServedKind } from '../../registry/served-kind.ts';
import type { ServerContext } from '../../request/request-context.ts';
import { deleteCollection } from '../../verbs/delete-collection.ts';
import { customKind } from '../custom-kinds.ts';
import { type Definition, isDefinitionTrue, storedVersion } from '../definition.ts';
import { withCondition } from './conditions.ts';

/** Mirrors apiextensions-apiserver pkg/controller/finalizer: how often, and how long, it looks whether all objects are gone. */
const pollMs = 5_000;
const pollsMax = 13;

/** Who waits until a world is still waits for the first attempts. */
const foregroundMsMax = 100;

/** Writes the status of a definition, and what else it says; undefined if it has changed meanwhile. */
type Write = (definition: Definition) => Promise<Definition | undefined>;

/**
 * Deletes all objects of a definition that goes, and lets it go when there are none. Mirrors apiextensions-apiserver
 * pkg/controller/finalizer (CRDFinalizer).
 */
export class Finalizer {
  readonly #server: ServerContext;
  readonly #write: Write;
  /** Names of those that are worked at. */
  readonly #busy = new Set<string>();
  readonly #waits = new RetryWaits();

  constructor(server: ServerContext, write: Write) {
    this.#server = server;
    this.#write = write;
  }

  /** Begins, if the definition goes and nobody is at it. */
  look({ metadata = {} }: Definition): void {
    const { name = '', deletionTimestamp, finalizers = [] } = metadata;
    if (deletionTimestamp === undefined || !finalizers.includes(cleanupFinalizer)) return;
    if (this.#busy.has(name)) return;
    this.#busy.add(name);
    this.#server.environment.spawn(`cleanup of ${name}`, () => this.#finalize(name));
  }

  async #finalize(name: string): Promise<void> {
    const { environment } = this.#server;
    const failed = (error: unknown) => passFailure(environment, `cleanup of ${name}`, error);
    while (!environment.isRevoked && !(await this.#attempt(name).catch(failed))) {
      const waitMs = this.#waits.next(name);
      await environment.clock.sleep(waitMs, { background: waitMs > foregroundMsMax });
    }
    this.#waits.forget(name);
    this.#busy.delete(name);
  }

  /** False: it is to be tried again. */
  async #attempt(name: string): Promise<boolean> {
    const known = this.#definition(name);
    if (known?.metadata?.finalizers?.includes(cleanupFinalizer) !== true) return true;
    const begun = await this.#write(this.#terminating(known, inProgress));
    if (begun === undefined) return false;
    const outcome = isDefinitionTrue(begun, 'Established') ? await this.#empty(begun) : neverEstablished;
    const told = this.#terminating(begun, outcome);
    if (outcome.status === 'True') {
      await this.#write(told);
      return false;
    }
    return (await this.#write(released(told))) !== undefined;
  }

  #definition(name: string): Definition | undefined {
    const { resources } = this.#server;
    const kind = resources.preferred('apiextensions.k8s.io', 'customresourcedefinitions');
    return kind?.storage.cache.get(name)?.object as Definition | undefined;
  }

  #terminating(definition: Definition, outcome: Outcome): Definition {
    const now = formatTime(this.#server.environment.clock.now());
    return withCondition(definition, { type: 'Terminating', ...outcome }, now);
  }

  /** Deletes all objects and waits until they are gone. */
  async #empty(definition: Definition): Promise<Outcome> {
    const { resources, environment } = this.#server;
    const names = definition.status?.acceptedNames;
    if (names === undefined) return neverEstablished;
    const stored = customKind(definition, storedVersion(definition), names);
    await resources.prepare(stored);
    const kind = resources.kindOf(stored);
    const failure = await this.#deleteAll(kind, definition);
    if (failure !== undefined) return failure;
    for (let poll = 1; kind.storage.cache.size > 0; poll++) {
      if (poll === pollsMax) return notGone;
      await environment.clock.sleep(pollMs, { background: true });
    }
    return completed;
  }

  async #deleteAll(kind: ServedKind, { metadata }: Definition): Promise<Outcome | undefined> {
    const cause = { revision: Number(metadata?.resourceVersion) };
    const failures: string[] = [];
    for (const namespace of namespacesOf(kind)) {
      const asked = { verb: 'deletecollection', namespace, by: 'kube-apiserver', cause };
      try {
        await deleteCollection(ownRequest(this.#server, kind, asked));
      } catch (error) {
        failures.push(messageOf(error));
      }
    }
    if (failures.length === 0) return undefined;
    const message = `could not issue all deletes: ${aggregateMessages(failures)}`;
    return { status: 'True', reason: 'InstanceDeletionFailed', message };
  }
}

type Outcome = Required<Pick<V1CustomResourceDefinitionCondition, 'status' | 'reason' | 'message'>>;

const inProgress: Outcome = {
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};

const completed: Outcome = {
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
};

const neverEstablished: Outcome = {
  status: 'False',
  reason: 'NeverEstablished',
  message: 'resource was never established',
};

const notGone: Outcome = {
  status: 'True',
  reason: 'InstanceDeletionCheck',
  message: 'could not confirm zero CustomResources remaining: context deadline exceeded',
};

function released(definition: Definition): Definition {
  const { finalizers = [] } = definition.metadata ?? {};
  const others = finalizers.filter((finalizer) => finalizer !== cleanupFinalizer);
  return { ...definition, metadata: { ...definition.metadata, finalizers: others } };
}

function namespacesOf({ storage }: ServedKind): ReadonlySet<string> {
  const all = storage.cache.select({ namespace: '', name: '' });
  return new Set([...all].map(([, { object }]) => object.metadata?.namespace ?? ''));
}
