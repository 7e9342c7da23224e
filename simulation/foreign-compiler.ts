import type { StandIns } from './tripwires.ts';

/** As much of it as is replaced: the types of Node do not say. */
interface Compiler {
  readonly Module: new (bytes: ArrayBufferView | ArrayBuffer) => object;
  readonly Instance: new (module: object, imports?: object) => object;
}

export const compiler = Reflect.get(globalThis, 'WebAssembly') as Compiler;

/** What threads compile, whenever they are ready. */
export const compilerFunctions = ['compile', 'instantiate'] as const;

/** WebAssembly for foreign code, compiled at once: Node's `fetch` reads answers by such a module, which it compiles at its first call. */
export function foreignCompiler(): StandIns {
  const { Module, Instance } = compiler;
  return {
    'WebAssembly.compile': async (bytes: ArrayBuffer) => new Module(bytes),
    'WebAssembly.instantiate': async (source: ArrayBuffer | object, imports?: object) => {
      if (source instanceof Module) return new Instance(source, imports);
      const module = new Module(source as ArrayBuffer);
      return { module, instance: new Instance(module, imports) };
    },
  };
}
