import { servedResources } from '../../api/index.ts';
import {
  deepEqual,
  formatTime,
  groupResource,
  isConflict,
  isNotFound,
  type KubeObject,
} from '../../apimachinery/index.ts';
import { ownRequest } from '../own-request.ts';
import { passFailure, RetryWaits } from '../own-work.ts';
import type { ServedKind } from '../registry/served-kind.ts';
import type { ServerContext } from '../request/request-context.ts';
import { callWebhook } from '../request/webhooks.ts';
import { updateStatus } from '../subresources/status.ts';
import { withApiApproval } from './controllers/api-approval.ts';
import { DefinitionGroup, freesNames } from './controllers/definition-group.ts';
import { withEstablished } from './controllers/establishing.ts';
import { Finalizer } from './controllers/finalizer.ts';
import { withAcceptedNames } from './controllers/naming.ts';
import { type Converter, takenAsIs } from './conversion/custom-conversion.ts';
import { WebhookConverter } from './conversion/webhook-converter.ts';
import { customKinds } from './custom-kinds.ts';
import { type Definition, isDefinitionTrue } from './definition.ts';

/** Who writes the status of definitions. */
const itself = 'kube-apiserver';

/**
 * The kinds that definitions make, change and end: follows the definitions there are, serves what they say within the turn in which
 * a reader could see them, and writes their status. Several servers of one store each serve what they see, and what one has
 * written the others find done. Mirrors the parts of apiextensions-apiserver (pkg/apiserver, pkg/controller).
 */
export class CustomResources {
  readonly #server: ServerContext;
  readonly #definitions: ServedKind;
  readonly #finalizer: Finalizer;
  /** The definitions of each group. */
  readonly #groups = new Map<string, DefinitionGroup>();
  /** What is served of each definition, by name. */
  readonly #served = new Map<string, Definition>();
  /** Definitions whose objects are being read for the first time. */
  readonly #openings = new Map<string, Promise<void>>();
  /** Definitions whose status is being written, as it will be. */
  readonly #writing = new Map<string, Definition>();
  /** Those that have changed while they were written. */
  readonly #missed = new Set<string>();
  /** How long those wait whose status could not be written. */
  readonly #waits = new RetryWaits();

  constructor(server: ServerContext) {
    const definitions = server.resources.preferred('apiextensions.k8s.io', 'customresourcedefinitions');
    if (definitions === undefined) throw new Error('definitions of custom resources are not served');
    this.#server = server;
    this.#definitions = definitions;
    this.#finalizer = new Finalizer(server, (definition) => this.#write(definition));
  }

  /** Serves what was defined before. Resolves when all of it can be asked for. */
  async start(): Promise<void> {
    this.#definitions.storage.cache.follow((previous, current) => {
      this.#changed(previous as Definition | undefined, current as Definition | undefined);
    });
    await Promise.all(this.#openings.values());
  }

  #changed(previous: Definition | undefined, current: Definition | undefined): void {
    const definition = current ?? previous;
    if (definition === undefined) return;
    const name = nameOf(definition);
    this.#keep(definition.spec.group, name);
    this.#serve(name);
    if (freesNames(previous?.status?.acceptedNames, current?.status?.acceptedNames))
      this.#lookAtGroup(definition.spec.group);
    this.#look(name);
  }

  /** Keeps which names are accepted of a definition, as it is about to be. */
  #keep(group: string, name: string): void {
    const kept = this.#groupOf(group);
    const current = this.#current(name);
    if (current === undefined) kept.delete(name);
    else kept.set(name, (this.#writing.get(name) ?? current).status?.acceptedNames);
    if (kept.isEmpty) this.#groups.delete(group);
  }

  #groupOf(group: string): DefinitionGroup {
    const kept = this.#groups.get(group) ?? new DefinitionGroup();
    this.#groups.set(group, kept);
    return kept;
  }

  /** Serves what the definition of this name now says, as soon as its objects have been read. */
  #serve(name: string): void {
    if (this.#openings.has(name)) return;
    const definition = this.#current(name);
    const before = this.#served.get(name);
    if (before !== undefined && definition !== undefined && servesSame(before, definition)) return;
    const kinds =
      definition === undefined || isBuiltIn(definition)
        ? []
        : customKinds(definition, this.#converterOf(definition));
    const [first] = kinds;
    if (first !== undefined) {
      const opening = this.#server.resources.prepare(first);
      if (opening !== undefined) {
        this.#open(name, opening);
        return;
      }
    }
    if (first === undefined || definition === undefined) {
      if (before === undefined) return;
      this.#served.delete(name);
      this.#server.resources.replace(locationOf(before), [], false);
    } else {
      this.#served.set(name, definition);
      this.#server.resources.replace(locationOf(definition), kinds, isAsWatched(before, definition));
    }
  }

  /** By the time its objects have been read a definition may say something else. */
  #open(name: string, opening: Promise<void>): void {
    const opened = opening.then(() => {
      this.#openings.delete(name);
      this.#serve(name);
    });
    this.#openings.set(name, opened);
    this.#server.environment.spawn('objects of a definition', () => opened);
  }

  #converterOf({ spec }: Definition): Converter {
    const { strategy, webhook } = spec.conversion ?? {};
    if (strategy !== 'Webhook' || webhook === undefined) return takenAsIs;
    const server = this.#server;
    return new WebhookConverter(
      webhook,
      (target, review) => callWebhook(server, target, review),
      () => server.environment.ids.uid(),
    );
  }

  #current(name: string): Definition | undefined {
    return this.#definitions.storage.cache.get(name)?.object as Definition | undefined;
  }

  /** Names that have become free may now be those of a definition that did not get them. */
  #lookAtGroup(group: string): void {
    for (const name of this.#groups.get(group)?.definitions ?? []) {
      const definition = this.#current(name);
      if (definition !== undefined && !isDefinitionTrue(definition, 'NamesAccepted')) this.#look(name);
    }
  }

  /** Writes the next thing that is to be said of a definition. Its own event brings it here again. */
  #look(name: string): void {
    const definition = this.#current(name);
    if (definition === undefined) return;
    if (this.#writing.has(name)) {
      this.#missed.add(name);
      return;
    }
    const next = this.#next(definition);
    if (next === definition) this.#finalizer.look(definition);
    else
      this.#server.environment.spawn('status of a definition', () => this.#write(next).then(() => undefined));
  }

  /** One controller after another, as each of them sees what the one before has written. */
  #next(definition: Definition): Definition {
    const now = formatTime(this.#server.environment.clock.now());
    const named = withAcceptedNames(definition, this.#groupOf(definition.spec.group), now);
    if (named !== definition) return named;
    const approved = withApiApproval(definition, now);
    return approved === definition ? withEstablished(definition, now) : approved;
  }

  #retry(name: string, error: unknown): void {
    const { environment } = this.#server;
    passFailure(environment, `status of definition ${name}`, error);
    environment.clock.setTimer(this.#waits.next(name), () => this.#look(name), { background: true });
  }

  /** The definition as it was written; undefined if it has changed meanwhile: then it is looked at again. */
  async #write(next: Definition): Promise<Definition | undefined> {
    const name = nameOf(next);
    this.#writing.set(name, next);
    this.#keep(next.spec.group, name);
    try {
      const cause = { revision: Number(next.metadata?.resourceVersion) };
      const asked = { verb: 'update', subresource: 'status', name, body: next, by: itself, cause };
      const { object } = await updateStatus(ownRequest(this.#server, this.#definitions, asked));
      this.#waits.forget(name);
      return object as Definition;
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) this.#retry(name, error);
      return undefined;
    } finally {
      this.#writing.delete(name);
      this.#keep(next.spec.group, name);
      if (this.#missed.delete(name)) this.#look(name);
    }
  }
}

function nameOf(definition: KubeObject | undefined): string {
  return definition?.metadata?.name ?? '';
}

function locationOf({ spec }: Definition): { readonly group: string; readonly resource: string } {
  return { group: spec.group, resource: spec.names.plural };
}

/** Kubernetes lets the kinds that it has itself answer. */
function isBuiltIn(definition: Definition): boolean {
  builtIn ??= new Set(servedResources.map(groupResource));
  return builtIn.has(groupResource(locationOf(definition)));
}

let builtIn: ReadonlySet<string> | undefined;

/** Whether watches see the same objects as before. */
function isAsWatched(before: Definition | undefined, after: Definition): boolean {
  return (
    before?.metadata?.uid === after.metadata?.uid &&
    deepEqual(before?.spec, after.spec) &&
    deepEqual(before?.status?.acceptedNames, after.status?.acceptedNames)
  );
}

function servesSame(before: Definition, after: Definition): boolean {
  const says = (type: 'Established' | 'Terminating' | 'NamesAccepted') =>
    isDefinitionTrue(before, type) === isDefinitionTrue(after, type);
  return isAsWatched(before, after) && says('Established') && says('Terminating') && says('NamesAccepted');
}
