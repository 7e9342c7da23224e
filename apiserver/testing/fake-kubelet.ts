import { type KubeletApi, KubeletError } from '../../apimachinery/index.ts';

const refuse = () => {
  throw new KubeletError(500, 'not here');
};

/** A kubelet that does what `parts` say, and refuses the rest. */
export function fakeKubelet(parts: Partial<KubeletApi>): KubeletApi {
  return { logs: refuse, exec: refuse, attach: refuse, port: refuse, http: refuse, ...parts };
}
