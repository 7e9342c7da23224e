import { goJson, goQuote, writeYaml } from '../apimachinery/index.ts';
import { type FunctionTable, type GoValue, plainOf, templateFunction } from './go-template/index.ts';

/** What `Version` says: the version of kwok that this mirrors. */
export const kwokVersion = 'v0.8.0';

/**
 * Functions that templates have in every kwok. `now` is a time as objects have it; `startTime` the one at which the engine
 * has started. Mirrors kwok pkg/utils/gotpl (funcs.go).
 */
export function kwokFunctions(now: () => string, startTime: string): FunctionTable {
  return {
    Quote: templateFunction('any', ([value]) => quoted(value)),
    Now: templateFunction('', now),
    StartTime: templateFunction('', () => startTime),
    YAML: templateFunction('any ...int', ([value, ...indents], context) => {
      const text = writeYaml(plainOf(value));
      const levels = indents.length === 1 ? Number(indents[0]) : 0;
      if (levels <= 0) return text;
      // A level is two blanks.
      context.spend(text.length + 2 * levels * (text.split('\n').length + 1));
      return `\n${text}`.replaceAll('\n', `\n${'  '.repeat(levels)}`);
    }),
    Version: templateFunction('', () => kwokVersion),
    NodeConditions: templateFunction('', () => nodeConditions),
  };
}

function quoted(value: GoValue): string {
  const json = goJson(plainOf(value));
  return json.startsWith('"') ? json : goQuote(json);
}

const nodeConditions = (
  [
    ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
    ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    ['NetworkUnavailable', 'False', 'RouteCreated', 'RouteController created a route'],
  ] as const
).map(([type, status, reason, message]) => ({
  type,
  status,
  lastHeartbeatTime: null,
  lastTransitionTime: null,
  reason,
  message,
}));
