import { get } from 'node:http';
import type { ConfigMap } from './config-maps.ts';

export interface WatchEvent {
  readonly type: string;
  readonly object: ConfigMap & { readonly code?: number; readonly reason?: string };
}

/** The events of ConfigMaps of the default namespace after a resourceVersion, until `count` have come or it ends. */
export async function watchFrom(url: string, resourceVersion: string, count: number): Promise<WatchEvent[]> {
  const query = `watch=1&resourceVersion=${resourceVersion}&timeoutSeconds=5`;
  const call = get(`${url}/api/v1/namespaces/default/configmaps?${query}`, { agent: false });
  try {
    return await new Promise((resolve, reject) => {
      call.on('error', reject);
      call.on('response', (response) => {
        let text = '';
        const events = () => {
          const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
          return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as WatchEvent);
        };
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          text += part;
          const seen = events();
          if (seen.length >= count) resolve(seen);
        });
        response.on('end', () => resolve(events()));
      });
    });
  } finally {
    call.destroy();
  }
}

/** `ADDED a 12`: what happened to which object, and the resourceVersion it has since. */
export function brief({ type, object }: WatchEvent): string {
  return `${type} ${object.metadata.name} ${object.metadata.resourceVersion}`;
}
