import { type FunctionTable, templateFunction } from '../functions.ts';
import { deepEqual, kindOf, typeOf } from '../values.ts';

/** Mirrors sprig (reflect.go). */
export const typeFunctions: FunctionTable = {
  typeOf: templateFunction('any', ([value]) => typeOf(value)),
  typeIs: templateFunction('string any', ([target, value]) => target === typeOf(value)),
  typeIsLike: templateFunction('string any', ([target, value]) => {
    const type = typeOf(value);
    return target === type || `*${String(target)}` === type;
  }),
  kindOf: templateFunction('any', ([value]) => kindOf(value)),
  kindIs: templateFunction('string any', ([target, value]) => target === kindOf(value)),
  deepEqual: templateFunction('any any', ([left, right]) => deepEqual(left, right)),
};
