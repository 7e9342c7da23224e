import { expect, test } from 'vitest';
import { printTypes } from './print-types.ts';
import { gadget } from './testing/gadgets.ts';

test('the types of a definition', () => {
  const { spec, ...rest } = gadget.definition;
  const text = printTypes([{ ...rest, spec: { ...spec, versions: spec.versions.slice(0, 1) } }]);
  expect(text).toMatchInlineSnapshot(`
    "import type { KubeObject, ResourceType } from 'homeostat';

    /** A gadget. */
    export interface V1Gadget extends KubeObject {
      readonly spec: V1GadgetSpec;
      readonly status?: V1GadgetStatus;
    }

    export interface V1GadgetSpec {
      /** How large it is. */
      readonly size?: number;
      readonly colour: 'red' | 'blue';
      readonly port?: number | string;
      readonly tags?: readonly string[];
      readonly limits?: Readonly<Record<string, number>>;
      readonly note?: string | null;
      readonly template?: KubeObject & Readonly<Record<string, unknown>>;
      readonly settings?: Readonly<Record<string, unknown>>;
    }

    export interface V1GadgetStatus {
      readonly conditions?: readonly ({
        readonly type: string;
        readonly status: 'True' | 'False' | 'Unknown';
        readonly observedGeneration?: number;
        readonly lastTransitionTime: string;
        readonly reason: string;
        readonly message: string;
      })[];
    }

    export const v1Gadgets: ResourceType<V1Gadget> = {
      group: 'example.com',
      version: 'v1',
      resource: 'gadgets',
      kind: 'Gadget',
      namespaced: true,
    };
    "
  `);
});

test('names are those of TypeScript, and no two kinds have the same', () => {
  const { spec, ...rest } = gadget.definition;
  const versions = spec.versions.slice(1);
  const names = { ...spec.names, kind: 'Gadget-Part', plural: 'gadget-parts' };
  const other = { ...rest, spec: { ...spec, versions, group: 'other.example.com' } };
  const text = printTypes([gadget.definition, other, { ...rest, spec: { ...spec, versions, names } }]);
  expect(text.match(/^export (interface|const) \w+\b(?!-)/gm)).toEqual([
    'export interface V1Gadget',
    'export interface V1GadgetSpec',
    'export interface V1GadgetStatus',
    'export const v1Gadgets',
    'export interface ExampleComV1beta1Gadget',
    'export const exampleComV1beta1Gadgets',
    'export interface OtherExampleComV1beta1Gadget',
    'export const otherExampleComV1beta1Gadgets',
    'export interface V1beta1GadgetPart',
    'export const v1beta1GadgetParts',
  ]);
});
