import { isObject } from '../apimachinery/index.ts';
import { type Use, UsedPermissions } from '../custom-resources/index.ts';
import { UsageError } from './usage-error.ts';

/**
 * What the requests of a file ask for, one of which stands in each line as JSON: records of a trace, or events of Kubernetes' audit
 * log (audit.k8s.io/v1). The clients of the one are called as they call themselves; in the other, users besides.
 */
export function usedPermissions(text: string, path: string): UsedPermissions {
  const used = new UsedPermissions();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const record = parsed(line, `${path}:${at + 1}`);
    if (!isObject(record)) continue;
    if (record.kind === 'request' && isObject(record.fields)) {
      const { by, asked } = record.fields;
      if (isObject(asked)) used.add(String(by), useOf(asked));
    } else if (record.kind === 'Event' && isObject(record.objectRef)) {
      const { objectRef, verb, user, userAgent } = record;
      const use = useOf({ ...objectRef, verb, group: objectRef.apiGroup });
      if (typeof userAgent === 'string') used.add(userAgent.split('/', 1)[0] ?? '', use);
      if (isObject(user)) used.add(String(user.username), use);
    }
  }
  return used;
}

function useOf(fields: Readonly<Record<string, unknown>>): Use {
  const text = (name: string) => String(fields[name] ?? '');
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: text('namespace'),
  };
}

function parsed(line: string, place: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new UsageError(`${place}: no line of JSON`);
  }
}
