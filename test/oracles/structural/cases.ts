import fc from 'fast-check';
import type { V1JSONSchemaProps } from '../../../api/index.ts';
import type { Definition } from '../../../apiserver/custom-resources/definition.ts';
import { definitionErrors } from '../../../apiserver/custom-resources/validation/definition-errors.ts';
import type { RuleCases } from '../kit/rule-cases.ts';
import { formatTexts } from './format-texts.ts';
import { prepared } from './prepared-definition.ts';
import { definition } from './random-definitions.ts';
import { changeOf, objectFor } from './random-objects.ts';
import { formats, objectSchema } from './random-schemas.ts';

const schema = objectSchema(2).map(withoutResource);

/** The root is a resource without saying so. */
function withoutResource({
  'x-kubernetes-embedded-resource': _,
  ...root
}: V1JSONSchemaProps): V1JSONSchemaProps {
  return root;
}

const text = fc.oneof(
  fc.constantFrom(...formatTexts),
  fc.tuple(fc.constantFrom(...formatTexts), fc.nat(), fc.constantFrom(...' .-:@/%<>"[]0aZé1,')).map(spoiled),
);

function spoiled([original, at, letter]: readonly [string, number, string]): string {
  const place = at % (original.length + 1);
  return original.slice(0, place) + letter + original.slice(place + (at % 2));
}

export const casesByRule: Readonly<Record<string, RuleCases>> = {
  formats: {
    picked: formatTexts.map((value) => ({ formats, text: value })),
    random: text.map((value) => ({ formats, text: value })),
    vectors: 50,
  },
  decode: {
    picked: [],
    random: schema.chain((declared) => objectFor(declared).map((object) => ({ schema: declared, object }))),
    vectors: 60,
  },
  create: {
    picked: [],
    random: schema.chain((declared) => objectFor(declared).map((object) => ({ schema: declared, object }))),
    vectors: 150,
  },
  update: {
    picked: [],
    random: schema.chain((declared) => changeOf(declared).map((change) => ({ schema: declared, ...change }))),
    vectors: 100,
  },
  status: {
    picked: [],
    random: schema
      .map((status): V1JSONSchemaProps => ({ type: 'object', properties: { status } }))
      .chain((declared) => changeOf(declared).map((change) => ({ schema: declared, ...change }))),
    vectors: 30,
  },
  definition: { picked: [], random: definition, vectors: 80 },
  'definition-update': {
    picked: [],
    random: fc
      .record({
        definition,
        old: definition.filter(isValid),
        established: fc.boolean(),
      })
      .map(({ definition: changed, old, established }) => ({
        definition: named(changed),
        old: { ...named(old), status: statusOf(established) },
      })),
    vectors: 21,
  },
};

function isValid(one: object): boolean {
  return definitionErrors(prepared(one as Definition)).length === 0;
}

/** Metadata are others' matter. */
function named(one: object): object {
  return { ...one, metadata: { name: 'widgets.example.com', resourceVersion: '1' } };
}

function statusOf(established: boolean): object {
  const conditions = established ? [{ type: 'Established', status: 'True' }] : [];
  return { conditions, storedVersions: ['v1', 'v0'], acceptedNames: { plural: 'Widgets', kind: 'Widget' } };
}
