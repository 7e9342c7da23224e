import { accumulatorName, type Expression } from './ast.ts';
import {
  accumulator,
  binding,
  callOf,
  comprehension,
  copyOf,
  ident,
  listOf,
  literal,
  type Macro,
  type MacroCall,
  type MacroTools,
  memberCall,
} from './macro-tools.ts';

/** Calls that are expanded while an expression is read. Mirrors cel-go parser/macro.go, cel/library.go and ext/. */
export function expandMacro(tools: MacroTools, call: MacroCall): Expression | undefined {
  const key = `${call.target === undefined ? '' : '.'}${call.name}/${call.args.length}`;
  return macros.get(key)?.(tools, call);
}

/** What a loop over items or over entries makes of them. `variables` is how many there are. */
type Loop = (call: LoopCall) => Expression;

interface LoopCall {
  readonly offset: number;
  readonly range: Expression;
  readonly variable: string;
  readonly variable2: string | undefined;
  /** The arguments after the variables. */
  readonly args: readonly Expression[];
}

const all: Loop = ({ offset, args: [test = literal(offset, true)], ...rest }) =>
  comprehension(offset, {
    ...rest,
    init: literal(offset, true),
    condition: callOf(offset, '@not_strictly_false', accumulator(offset)),
    step: callOf(offset, '_&&_', accumulator(offset), test),
  });

const exists: Loop = ({ offset, args: [test = literal(offset, true)], ...rest }) =>
  comprehension(offset, {
    ...rest,
    init: literal(offset, false),
    condition: callOf(offset, '@not_strictly_false', callOf(offset, '!_', accumulator(offset))),
    step: callOf(offset, '_||_', accumulator(offset), test),
  });

const existsOne: Loop = ({ offset, args: [test = literal(offset, true)], ...rest }) =>
  comprehension(offset, {
    ...rest,
    init: literal(offset, 0n),
    step: callOf(
      offset,
      '_?_:_',
      test,
      callOf(offset, '_+_', accumulator(offset), literal(offset, 1n)),
      accumulator(offset),
    ),
    result: callOf(offset, '_==_', accumulator(offset), literal(offset, 1n)),
  });

/** With two arguments the first one says which items are taken. */
const mapItems: Loop = ({ offset, args, ...rest }) => {
  const [filter, made = literal(offset, true)] = args.length === 2 ? args : [undefined, args[0]];
  const step = callOf(offset, '_+_', accumulator(offset), listOf(offset, made));
  return comprehension(offset, { ...rest, init: listOf(offset), step: filtered(offset, filter, step) });
};

const filterItems: Loop = ({ offset, args: [test], ...rest }) => {
  const step = callOf(offset, '_+_', accumulator(offset), listOf(offset, ident(offset, rest.variable)));
  return comprehension(offset, { ...rest, init: listOf(offset), step: filtered(offset, test, step) });
};

function mapEntries(withKey: boolean): Loop {
  return ({ offset, args, ...rest }) => {
    const [filter, made = literal(offset, true)] = args.length === 2 ? args : [undefined, args[0]];
    const inserted = withKey ? [ident(offset, rest.variable), made] : [made];
    const step = callOf(offset, 'cel.@mapInsert', accumulator(offset), ...inserted);
    const init: Expression = { kind: 'map', offset, entries: [] };
    return comprehension(offset, { ...rest, init, step: filtered(offset, filter, step) });
  };
}

function filtered(offset: number, filter: Expression | undefined, step: Expression): Expression {
  return filter === undefined ? step : callOf(offset, '_?_:_', filter, step, accumulator(offset));
}

/** A loop with one variable. `noName` is what is said of a variable that is no name. */
function overItems(loop: Loop, noName: string): Macro {
  return (tools, { offset, target, args: [name, ...args] }) => {
    if (target === undefined || name === undefined) return undefined;
    if (name.kind !== 'ident') return tools.report(name.offset, noName);
    if (name.name === accumulatorName) return tools.report(name.offset, overwrites);
    return loop({ offset, range: target, variable: name.name, variable2: undefined, args });
  };
}

function overEntries(loop: Loop): Macro {
  return (tools, { offset, target, args: [name1, name2, ...args] }) => {
    if (target === undefined || name1 === undefined || name2 === undefined) return undefined;
    if (name1.kind !== 'ident') return tools.report(name1.offset, notSimple);
    if (name2.kind !== 'ident') return tools.report(name2.offset, notSimple);
    if (name1.name === name2.name)
      return tools.report(name2.offset, `duplicate variable name: ${name1.name}`);
    if (name1.name === accumulatorName) return tools.report(name1.offset, overwrites);
    if (name2.name === accumulatorName) return tools.report(name2.offset, overwrites);
    return loop({ offset, range: target, variable: name1.name, variable2: name2.name, args });
  };
}

const notSimple = 'argument must be a simple name';
const notIdentifier = 'argument is not an identifier';
const overwrites = 'iteration variable overwrites accumulator variable';

const has: Macro = (tools, { offset, args: [arg] }) => {
  if (arg?.kind === 'select') return { ...arg, offset, testOnly: true };
  return tools.report(arg?.offset ?? offset, 'invalid argument to has() macro');
};

/** `flat`: what it makes is an optional already. */
function optionalMap(macro: string, flat: boolean): Macro {
  return (tools, { offset, target, args: [name, made] }) => {
    if (target === undefined || name === undefined || made === undefined) return undefined;
    if (name.kind !== 'ident') {
      return tools.report(name.offset, `${macro}() variable name must be a simple identifier`);
    }
    const value = memberCall(offset, 'value', copyOf(target));
    const bound = binding(offset, name.name, value, made);
    return callOf(
      offset,
      '_?_:_',
      memberCall(offset, 'hasValue', target),
      flat ? bound : callOf(offset, 'optional.of', bound),
      callOf(offset, 'optional.none'),
    );
  };
}

const sortBy: Macro = (tools, { offset, target, args }) => {
  if (target === undefined) return undefined;
  if (!['list', 'select', 'ident', 'comprehension', 'call'].includes(target.kind)) {
    const message =
      'sortBy can only be applied to a list, identifier, comprehension, call or select expression';
    return tools.report(target.offset, message);
  }
  const input = '@__sortBy_input__';
  const keys = overItems(mapItems, notIdentifier)(tools, {
    offset,
    name: 'map',
    target: ident(offset, input),
    args,
  });
  if (keys?.kind !== 'comprehension') return keys;
  return binding(
    offset,
    input,
    target,
    memberCall(offset, '@sortByAssociatedKeys', ident(offset, input), keys),
  );
};

const bind: Macro = (tools, { offset, target, args: [name, value, result] }) => {
  if (!tools.binds || target?.kind !== 'ident' || target.name !== 'cel') return undefined;
  if (name === undefined || value === undefined || result === undefined) return undefined;
  if (name.kind === 'ident') return binding(offset, name.name, value, result);
  return tools.report(name.offset, 'cel.bind() variable names must be simple identifiers');
};

/** By name and number of arguments; those called on something begin with a dot. */
const macros: ReadonlyMap<string, Macro> = new Map([
  ['has/1', has],
  ['.all/2', overItems(all, notSimple)],
  ['.exists/2', overItems(exists, notSimple)],
  ['.exists_one/2', overItems(existsOne, notSimple)],
  ['.existsOne/2', overItems(existsOne, notSimple)],
  ['.map/2', overItems(mapItems, notIdentifier)],
  ['.map/3', overItems(mapItems, notIdentifier)],
  ['.filter/2', overItems(filterItems, notIdentifier)],
  ['.all/3', overEntries(all)],
  ['.exists/3', overEntries(exists)],
  ['.exists_one/3', overEntries(existsOne)],
  ['.existsOne/3', overEntries(existsOne)],
  ['.transformList/3', overEntries(mapItems)],
  ['.transformList/4', overEntries(mapItems)],
  ['.transformMap/3', overEntries(mapEntries(true))],
  ['.transformMap/4', overEntries(mapEntries(true))],
  ['.transformMapEntry/3', overEntries(mapEntries(false))],
  ['.transformMapEntry/4', overEntries(mapEntries(false))],
  ['.optMap/2', optionalMap('optMap', false)],
  ['.optFlatMap/2', optionalMap('optFlatMap', true)],
  ['.sortBy/2', sortBy],
  ['.bind/3', bind],
]);
