import type { ServedKind } from '../../registry/served-kind.ts';
import { type AdmissionPlugins, isAskedAbout } from './admission-plugin.ts';
import type { Operation } from './attributes.ts';
import { builtInPlugins } from './plugins.ts';

/** Those of a server's plugins that are asked about requests of one sort. */
export interface MatchedPlugins extends AdmissionPlugins {
  /** True: some that change objects are not built in, and what they make is to be checked. */
  readonly isForeign: boolean;
}

/** All plugins of a server: the built-in ones, then its own. Matched once for each sort of request there is. */
export class AdmissionChain {
  readonly #own: Partial<AdmissionPlugins>;
  readonly #matched = new WeakMap<ServedKind, Map<string, MatchedPlugins | undefined>>();

  constructor(own: Partial<AdmissionPlugins> = {}) {
    this.#own = own;
  }

  /** Undefined where nobody is to be asked. */
  pluginsFor(kind: ServedKind, operation: Operation, subresource: string): MatchedPlugins | undefined {
    let ofKind = this.#matched.get(kind);
    if (ofKind === undefined) {
      ofKind = new Map();
      this.#matched.set(kind, ofKind);
    }
    const sort = subresource === '' ? operation : `${operation} ${subresource}`;
    const known = ofKind.get(sort);
    if (known !== undefined || ofKind.has(sort)) return known;
    const matched = this.#match(kind, operation, subresource);
    ofKind.set(sort, matched);
    return matched;
  }

  #match({ resource }: ServedKind, operation: Operation, subresource: string): MatchedPlugins | undefined {
    const isAsked = (plugin: AdmissionPlugins['mutating' | 'validating'][number]) =>
      isAskedAbout(plugin, operation, resource, subresource);
    const own = (this.#own.mutating ?? []).filter(isAsked);
    const mutating = [...builtInPlugins.mutating.filter(isAsked), ...own];
    const validating = [...builtInPlugins.validating, ...(this.#own.validating ?? [])].filter(isAsked);
    if (mutating.length + validating.length === 0) return undefined;
    return { mutating, validating, isForeign: own.length > 0 };
  }
}
