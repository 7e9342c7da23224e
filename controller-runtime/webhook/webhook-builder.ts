import { apiVersionOf, type KubeObject, type ResourceType } from '../../apimachinery/index.ts';
import type { Manager } from '../manager.ts';
import {
  type Defaulter,
  defaultingHandler,
  type Validator,
  validatingHandler,
} from './admission-handlers.ts';
import type { AdmissionHandler } from './admission-review.ts';
import type { Converter } from './conversion.ts';

/** Says which webhooks a kind has. Mirrors controller-runtime pkg/builder (WebhookBuilder). */
export interface WebhookBuilder<T extends KubeObject> {
  /** At `/mutate-GROUP-VERSION-KIND`. */
  withDefaulter(defaulter: Defaulter<T>): WebhookBuilder<T>;
  /** At `/validate-GROUP-VERSION-KIND`. */
  withValidator(validator: Validator<T>): WebhookBuilder<T>;
  /** At `/convert`, as those of other kinds. */
  withConverter(converter: Converter): WebhookBuilder<T>;
  /** Throws for what is no path. */
  withDefaulterCustomPath(path: string): WebhookBuilder<T>;
  withValidatorCustomPath(path: string): WebhookBuilder<T>;
  /** Whether a mistake in the program is answered with 500 (default), or fails who serves it. */
  recoverPanic(recover: boolean): WebhookBuilder<T>;
  /** Registers them with the manager's webhook server. A path that is taken stays as it is. */
  complete(): void;
}

export function webhookManagedBy<T extends KubeObject>(
  manager: Manager,
  type: ResourceType<T>,
): WebhookBuilder<T> {
  return new Builder(manager, type);
}

class Builder<T extends KubeObject> implements WebhookBuilder<T> {
  readonly #manager: Manager;
  readonly #type: ResourceType<T>;
  readonly #paths: Record<'mutate' | 'validate', string>;
  readonly #handlers: Partial<Record<'mutate' | 'validate', AdmissionHandler>> = {};
  #converter: Converter | undefined;
  #recoverPanic = true;

  constructor(manager: Manager, type: ResourceType<T>) {
    this.#manager = manager;
    this.#type = type;
    const { group, version, kind } = type;
    const name = `${group.replaceAll('.', '-')}-${version}-${kind.toLowerCase()}`;
    this.#paths = { mutate: `/mutate-${name}`, validate: `/validate-${name}` };
  }

  withDefaulter(defaulter: Defaulter<T>): WebhookBuilder<T> {
    return this.#with('mutate', defaultingHandler(this.#type, defaulter));
  }

  withValidator(validator: Validator<T>): WebhookBuilder<T> {
    return this.#with('validate', validatingHandler(this.#type, validator));
  }

  withConverter(converter: Converter): WebhookBuilder<T> {
    this.#converter = converter;
    return this;
  }

  withDefaulterCustomPath(path: string): WebhookBuilder<T> {
    this.#paths.mutate = checkedPath(path);
    return this;
  }

  withValidatorCustomPath(path: string): WebhookBuilder<T> {
    this.#paths.validate = checkedPath(path);
    return this;
  }

  recoverPanic(recover: boolean): WebhookBuilder<T> {
    this.#recoverPanic = recover;
    return this;
  }

  complete(): void {
    const { webhookServer, logger } = this.#manager;
    const onPanic = (error: unknown) =>
      logger.error(
        { err: error, webhook: `${apiVersionOf(this.#type)}/${this.#type.kind}` },
        'Observed a panic',
      );
    for (const kind of ['mutate', 'validate'] as const) {
      const [path, handler] = [this.#paths[kind], this.#handlers[kind]];
      if (handler === undefined || webhookServer.has(path)) continue;
      webhookServer.registerAdmission(path, handler, { recoverPanic: this.#recoverPanic, onPanic });
    }
    if (this.#converter !== undefined) webhookServer.registerConverter(this.#type, this.#converter);
  }

  #with(kind: 'mutate' | 'validate', handler: AdmissionHandler): this {
    if (this.#handlers[kind] !== undefined)
      throw new Error(`only one ${kind === 'mutate' ? 'Defaulter' : 'Validator'} can be set`);
    this.#handlers[kind] = handler;
    return this;
  }
}

function checkedPath(path: string): string {
  if (/^((\/[a-zA-Z0-9-_]+)+|\/)$/.test(path)) return path;
  throw new Error(`customPath "${path}" does not match this regex: ^((/[a-zA-Z0-9-_]+)+|/)$`);
}
