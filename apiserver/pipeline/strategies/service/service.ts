import type { V1Service, V1ServiceSpec } from '../../../../api/index.ts';
import { type KubeObject, nameIsDnsLabel } from '../../../../apimachinery/index.ts';
import { serviceErrors, serviceUpdateErrors } from '../../validation/core/service.ts';
import { balancerStatusErrors } from '../../validation/core/service-traffic.ts';
import { part, type Strategy, type StrategyContext, validatorOf, withPart } from '../strategy.ts';
import { newlyAllocated, reservedValues, updateAllocated } from './allocation.ts';
import { withFamilies } from './families.ts';
import {
  withAddressList,
  withKeptAddressList,
  withKeptValues,
  withoutInnerPolicy,
  withoutTypeDependent,
} from './kept-values.ts';

/**
 * Mirrors kubernetes pkg/registry/core/service (svcStrategy, and beginCreate and beginUpdate of its storage).
 */
export const serviceStrategy: Strategy = {
  validator: validatorOf<V1Service>(serviceErrors, serviceUpdateErrors, balancerStatusErrors),
  createOnUpdate: true,
  reserved: (object) => reservedValues(specOf(object)),
  nameRule: nameIsDnsLabel,
  prepareForCreate(object, context) {
    const spec = withFamilies(
      object,
      withAddressList(withoutInnerPolicy(specOf(object))),
      familiesOf(context),
    );
    return withSpec(object, newlyAllocated(withSpec(object, spec), spec, context));
  },
  prepareForUpdate(object, old, context) {
    const before = specOf(old);
    const asked = withoutInnerPolicy(specOf(object));
    const kept = withKeptAddressList(withKeptValues(asked, before), before);
    const spec = withFamilies(object, kept, familiesOf(context), before);
    const allocated = updateAllocated(withSpec(object, spec), spec, before, context);
    return withStatusOf(withSpec(object, withoutTypeDependent(allocated, before)));
  },
};

function familiesOf({ addresses }: StrategyContext): readonly string[] {
  return addresses?.families ?? [];
}

function specOf(object: KubeObject): V1ServiceSpec {
  return part(object, 'spec') as V1ServiceSpec;
}

function withSpec(object: KubeObject, spec: V1ServiceSpec): KubeObject {
  return spec === specOf(object) ? object : withPart(object, 'spec', spec);
}

/** What a load balancer answered goes with it. */
function withStatusOf(object: KubeObject): KubeObject {
  const { loadBalancer } = part(object, 'status');
  const isEmpty = loadBalancer === undefined || Object.keys(loadBalancer as object).length === 0;
  if (specOf(object).type === 'LoadBalancer' || isEmpty) return object;
  return withPart(object, 'status', { ...part(object, 'status'), loadBalancer: {} });
}
