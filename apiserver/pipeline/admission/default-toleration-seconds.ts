import type { V1Pod, V1Toleration } from '../../../api/index.ts';
import { withPart } from '../strategies/index.ts';
import type { MutatingPlugin } from './admission-plugin.ts';

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

const defaults: readonly V1Toleration[] = Object.freeze(
  keys.map((key) => Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
);

/** A pod stays five minutes on a node that has gone, unless it says otherwise. Mirrors kubernetes plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: MutatingPlugin = {
  name: 'DefaultTolerationSeconds',
  matches: [{ operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
  admit({ object }) {
    const spec = (object as V1Pod | undefined)?.spec;
    if (object === undefined || spec === undefined) return undefined;
    const given = spec.tolerations ?? [];
    const missing = defaults.filter(({ key }) => !given.some((toleration) => covers(toleration, key)));
    if (missing.length === 0) return undefined;
    const tolerations =
      given.length === 0 && missing.length === defaults.length ? defaults : [...given, ...missing];
    return withPart(object, 'spec', { ...spec, tolerations });
  },
};

function covers(toleration: V1Toleration, key: string | undefined): boolean {
  const keyMatches = toleration.key === key || (toleration.key ?? '') === '';
  return keyMatches && ((toleration.effect ?? '') === '' || toleration.effect === 'NoExecute');
}
