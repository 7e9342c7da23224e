import type { HttpAnswer, HttpCall } from '../../../apimachinery/index.ts';

/** Asks what listens on a port of this machine; undefined: nothing does. */
export type LocalPorts = (port: number, call: HttpCall) => Promise<HttpAnswer | undefined>;
