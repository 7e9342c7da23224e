import type { ApiRequest, Metric } from '../apimachinery/index.ts';

/** How often clients asked, by how they were answered. `observe` is a client's `onResponse`. Mirrors client-go tools/metrics (RequestResult). */
export class RequestCounts {
  readonly #counts = new Map<ApiRequest['method'], Map<number, number>>();

  readonly observe = (method: ApiRequest['method'], code: number): void => {
    let byCode = this.#counts.get(method);
    if (byCode === undefined) {
      byCode = new Map();
      this.#counts.set(method, byCode);
    }
    byCode.set(code, (byCode.get(code) ?? 0) + 1);
  };

  /** Under upstream's name; `host` is the server's. */
  metrics(host: string): Metric[] {
    const samples = [...this.#counts].flatMap(([method, byCode]) =>
      [...byCode].map(([code, value]) => ({
        labels: { code: code === 0 ? '<error>' : String(code), host, method },
        value,
      })),
    );
    const help = 'Requests to API servers, by code, method and host';
    return [{ name: 'rest_client_requests_total', type: 'counter', help, samples }];
  }
}
