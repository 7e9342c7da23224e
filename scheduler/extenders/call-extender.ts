import type { ExtenderTlsConfig } from '../configuration/v1.ts';

/** What an extender is asked: by POST, in JSON. */
export interface ExtenderRequest {
  /** `http://127.0.0.1:8888/filter`. */
  readonly url: string;
  /** ExtenderArgs, ExtenderPreemptionArgs or ExtenderBindingArgs of kube-scheduler extender/v1. */
  readonly body: object;
  /** How a server is reached whose URL says https. */
  readonly tls: ExtenderTlsConfig;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface ExtenderAnswer {
  /** The status of HTTP: anything but 200 is a failure. */
  readonly status: number;
  /** What the JSON of the answer says. */
  readonly body: unknown;
}

/** How extenders are reached: over HTTP in a real cluster, by a handler in a simulation. Rejects where no answer came. */
export type CallExtender = (request: ExtenderRequest) => Promise<ExtenderAnswer>;

/** There is nobody. */
export const noExtenderThere: CallExtender = () =>
  Promise.reject(
    new Error('nothing is reached from here; callExtender of the cluster says who answers for extenders'),
  );
