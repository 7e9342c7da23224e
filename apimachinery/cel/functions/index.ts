import { authorizerFunctions } from '../libraries/authorizer.ts';
import { cidrType, ipFunctions, ipType } from '../libraries/ip.ts';
import { mutationFunctions } from '../libraries/mutation.ts';
import { namedFormatFunctions } from '../libraries/named-format.ts';
import { quantityFunctions } from '../libraries/quantity.ts';
import { semverFunctions } from '../libraries/semver.ts';
import { urlFunctions } from '../libraries/url.ts';
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  parameterType,
  stringType,
  timestampType,
  typeOfType,
  typeType,
  uintType,
} from '../types/cel-type.ts';
import { conversions } from './conversions.ts';
import type { FunctionDeclaration } from './declaration.ts';
import { listFunctions } from './list-functions.ts';
import { operators } from './operators.ts';
import { optionalFunctions } from './optional-functions.ts';
import { regexFunctions } from './regex-functions.ts';
import { stringFunctions } from './string-functions.ts';
import { timeFunctions } from './time-functions.ts';

/** What all may call in Kubernetes 1.36. Mirrors k8s.io/apiserver pkg/cel/environment/base.go; later ones add overloads. */
const libraries: readonly (readonly FunctionDeclaration[])[] = [
  operators,
  conversions,
  timeFunctions,
  urlFunctions,
  regexFunctions,
  listFunctions,
  authorizerFunctions,
  optionalFunctions,
  quantityFunctions,
  stringFunctions,
  ipFunctions,
  namedFormatFunctions,
  semverFunctions,
];

/** Functions by name; those with the same name are one. */
function functionsOf(declarations: Iterable<FunctionDeclaration>): ReadonlyMap<string, FunctionDeclaration> {
  const functions = new Map<string, FunctionDeclaration>();
  for (const declaration of declarations) {
    const known = functions.get(declaration.name);
    const overloads = [...(known?.overloads ?? []), ...declaration.overloads];
    functions.set(declaration.name, { ...known, ...declaration, overloads });
  }
  return functions;
}

let kubernetes: ReadonlyMap<string, FunctionDeclaration> | undefined;

/** Those of expressions in custom resources. */
export function kubernetesFunctions(): ReadonlyMap<string, FunctionDeclaration> {
  kubernetes ??= functionsOf(libraries.flat());
  return kubernetes;
}

let mutations: ReadonlyMap<string, FunctionDeclaration> | undefined;

/** Those of expressions that make mutations. */
export function functionsOfMutations(): ReadonlyMap<string, FunctionDeclaration> {
  mutations ??= new Map([...kubernetesFunctions(), ...functionsOf(mutationFunctions)]);
  return mutations;
}

/** The same, with more: declarations that are told what there is by their names. */
export function extendedFunctions(
  more: (known: ReadonlyMap<string, FunctionDeclaration>) => readonly FunctionDeclaration[],
): ReadonlyMap<string, FunctionDeclaration> {
  const known = kubernetesFunctions();
  return functionsOf([...known.values(), ...more(known)]);
}

/** Types that expressions may name. */
export const typeNames: ReadonlyMap<string, CelType> = new Map(
  [
    boolType,
    bytesType,
    doubleType,
    durationType,
    intType,
    listType(parameterType('A')),
    mapType(parameterType('A'), parameterType('B')),
    nullType,
    stringType,
    timestampType,
    uintType,
    optionalType(dynType),
    ipType,
    cidrType,
  ]
    .map((type) => [type.name, typeOfType(type)] as const)
    .concat([['type', typeOfType(typeType)]]),
);
