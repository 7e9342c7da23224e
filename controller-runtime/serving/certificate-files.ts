import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { messageOf } from '../../apimachinery/index.ts';
import type { Environment, Timer } from '../../environment/index.ts';
import { environmentLogger, type Logger } from '../logger.ts';

/** As PEM. */
export interface CertificatePair {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFilesOptions {
  readonly certFile: string;
  readonly keyFile: string;
  /** How often they are looked at. Default 10 s. */
  readonly intervalMs?: number;
  /** Told of files that cannot be read or used; what was read before stays. */
  readonly logger?: Logger;
}

/**
 * A certificate and its key in files that may be replaced, as those of a mounted Secret are. Mirrors controller-runtime
 * pkg/certwatcher. Differs: the files are looked at every 10 seconds, which is also there what counts in the end.
 */
export class CertificateFiles {
  readonly #environment: Environment;
  readonly #options: CertificateFilesOptions;
  readonly #logger: Logger;
  readonly #listeners = new Set<(pair: CertificatePair) => void>();
  #current: CertificatePair | undefined;
  #timer: Timer | undefined;

  constructor(environment: Environment, options: CertificateFilesOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#logger = options.logger ?? environmentLogger(environment);
  }

  /** Reads the files and begins to look at them. Throws what is wrong with them. */
  start(): CertificatePair {
    this.#current ??= this.#read();
    this.#timer ??= this.#wait();
    return this.#current;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  onChange(listener: (pair: CertificatePair) => void): void {
    this.#listeners.add(listener);
  }

  #wait(): Timer {
    const { intervalMs = 10_000 } = this.#options;
    return this.#environment.clock.setTimer(intervalMs, this.#look, { background: true });
  }

  readonly #look = (): void => {
    this.#timer = this.#wait();
    try {
      const pair = this.#read();
      if (pair.cert === this.#current?.cert && pair.key === this.#current.key) return;
      this.#current = pair;
      this.#logger.info({ cert: this.#options.certFile }, 'Updated current TLS certificate');
      for (const listener of this.#listeners) listener(pair);
    } catch (error) {
      // Written half, perhaps: the next look will show.
      this.#logger.error({ err: messageOf(error) }, 'failed read certificate');
    }
  };

  #read(): CertificatePair {
    const { certFile, keyFile } = this.#options;
    const pair = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    createSecureContext(pair);
    return pair;
  }
}
