import type { V1Toleration } from '../../../api/index.ts';
import type { KubeObject } from '../../../apimachinery/index.ts';
import type { RequestContext } from '../../request/request-context.ts';
import { withPart } from '../strategies/index.ts';
import { type AdmissionPlugin, podSpecOf } from './admission-plugin.ts';

const keys = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'] as const;

const defaults: readonly V1Toleration[] = Object.freeze(
  keys.map((key) => Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 })),
);

/** A pod stays five minutes on a node that has gone, unless it says otherwise. Mirrors kubernetes plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  create: (object, context) => tolerant(object, context),
  update: (object, _old, context) => tolerant(object, context),
};

function tolerant(object: KubeObject, context: RequestContext): KubeObject {
  const spec = podSpecOf(object, context);
  if (spec === undefined) return object;
  const given = spec.tolerations ?? [];
  const missing = defaults.filter(({ key }) => !given.some((toleration) => covers(toleration, key)));
  if (missing.length === 0) return object;
  const tolerations =
    given.length === 0 && missing.length === defaults.length ? defaults : [...given, ...missing];
  return withPart(object, 'spec', { ...spec, tolerations }) as KubeObject;
}

function covers(toleration: V1Toleration, key: string | undefined): boolean {
  const keyMatches = toleration.key === key || (toleration.key ?? '') === '';
  return keyMatches && ((toleration.effect ?? '') === '' || toleration.effect === 'NoExecute');
}
