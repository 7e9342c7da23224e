import { computeDefaults, defaulters, schemaFor } from '../../../api/index.ts';
import { applyDefaults, deepFreeze, type KubeObject } from '../../../apimachinery/index.ts';
import type { Definition } from '../../../apiserver/custom-resources/definition.ts';
import { definitionStrategy } from '../../../apiserver/pipeline/strategies/definitions.ts';
import { part, type StrategyContext, withPart } from '../../../apiserver/pipeline/strategies/strategy.ts';

const definitionSchema = schemaFor('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition') ?? {};

export function withDefaults(definition: Definition): KubeObject {
  const defaulter = defaulters['apiextensions.k8s.io/v1/CustomResourceDefinition'];
  const object = applyDefaults(definitionSchema, definition) as KubeObject;
  return computeDefaults({ schema: definitionSchema, defaulter }, object);
}

/** What is validated of a definition that is created, or replaces another. */
export function prepared(definition: Definition, old?: KubeObject): Definition {
  const { prepareForCreate = (object) => object, prepareForUpdate } = definitionStrategy;
  const context = {} as StrategyContext;
  const object = withDefaults(
    old === undefined
      ? definition
      : (withPart(definition as KubeObject, 'status', part(old, 'status')) as Definition),
  );
  const made =
    old === undefined ? prepareForCreate(object, context) : prepareForUpdate?.(object, old, context);
  return deepFreeze(made) as Definition;
}
