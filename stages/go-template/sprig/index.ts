/**
 * Sprig's functions by their names. Left out: what asks the process or the network (env, expandenv, getHostByName), and what
 * makes or uses keys and passwords (genCA, bcrypt, encryptAES, randBytes and the like).
 */
import type { FunctionTable } from '../functions.ts';
import { dateFunctions } from './dates.ts';
import { defaultFunctions } from './defaults.ts';
import { encodingFunctions } from './encodings.ts';
import { listFunctions } from './lists.ts';
import { mapFunctions } from './maps.ts';
import { numberFunctions } from './numbers.ts';
import { pathFunctions } from './paths.ts';
import { regexFunctions } from './regexps.ts';
import { textFunctions } from './texts.ts';
import { typeFunctions } from './types.ts';
import { urlFunctions } from './urls.ts';
import { versionFunctions } from './versions.ts';

export const sprig: FunctionTable = {
  ...textFunctions,
  ...numberFunctions,
  ...listFunctions,
  ...mapFunctions,
  ...defaultFunctions,
  ...typeFunctions,
  ...encodingFunctions,
  ...dateFunctions,
  ...regexFunctions,
  ...pathFunctions,
  ...urlFunctions,
  ...versionFunctions,
};

/** Functions that change what they are given. */
export const changing: readonly string[] = [
  'set',
  'unset',
  'merge',
  'mustMerge',
  'mergeOverwrite',
  'mustMergeOverwrite',
];
