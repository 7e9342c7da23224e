import fc from 'fast-check';
import type { V1JSONSchemaProps } from '../../../api/index.ts';
import type { RuleCases } from '../kit/rule-cases.ts';
import { formatTexts } from './format-texts.ts';
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
};
