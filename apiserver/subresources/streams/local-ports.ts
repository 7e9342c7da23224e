import type { HttpAnswer, HttpCall } from '../../../apimachinery/index.ts';

/** Asks what listens on a port of this machine, or of another; undefined: nothing does. */
export type LocalPorts = (at: LocalPort, call: HttpCall) => Promise<HttpAnswer | undefined>;

export interface LocalPort {
  readonly host: string;
  readonly port: number;
}
