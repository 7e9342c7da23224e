import { type KubeList, type KubeObject, StatusError } from '../apimachinery/index.ts';
import type { ListOptions } from './client.ts';
import { TransportError } from './transport-error.ts';

/** Small enough for a server to answer at once, large enough that a list of thousands is few requests. */
export const defaultPageSize = 500;

export interface PagedList<T> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
  /** True when the server answered in more than one page. */
  readonly paginated: boolean;
}

/**
 * Lists page by page. When a later page's continue token has expired, asks once for everything at the
 * resourceVersion wanted first. Mirrors client-go tools/pager (ListPager.List). `pageSize` 0: no limit.
 */
export async function listInPages<T extends KubeObject>(
  listPage: (options: ListOptions) => Promise<KubeList<T>>,
  wanted: ListOptions,
  pageSize: number,
): Promise<PagedList<T>> {
  const first = await listPage(pageSize === 0 ? wanted : { ...wanted, limit: pageSize });
  const resourceVersion = first.metadata?.resourceVersion ?? '';
  let next = continueToken(first);
  if (next === '') return { items: itemsOf(first), resourceVersion, paginated: false };
  const items = [...itemsOf(first)];
  // Ends with the list: each page carries at least one of its objects and the server's last page no token.
  while (next !== '') {
    const page = await nextPage(listPage, wanted, pageSize, next);
    if (page === undefined) return { ...(await fullList(listPage, wanted)), paginated: true };
    for (const item of itemsOf(page)) items.push(item);
    next = continueToken(page);
  }
  return { items, resourceVersion, paginated: true };
}

/** The page at a token, or undefined when the token has expired. */
async function nextPage<T extends KubeObject>(
  listPage: (options: ListOptions) => Promise<KubeList<T>>,
  wanted: ListOptions,
  pageSize: number,
  token: string,
): Promise<KubeList<T> | undefined> {
  // With a token the resourceVersion is the token's; giving both is an error.
  const { resourceVersion: _version, resourceVersionMatch: _match, ...rest } = wanted;
  try {
    return await listPage({ ...rest, limit: pageSize, continue: token });
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'Expired') return undefined;
    throw error;
  }
}

async function fullList<T extends KubeObject>(
  listPage: (options: ListOptions) => Promise<KubeList<T>>,
  wanted: ListOptions,
): Promise<Omit<PagedList<T>, 'paginated'>> {
  const list = await listPage(wanted);
  return { items: itemsOf(list), resourceVersion: list.metadata?.resourceVersion ?? '' };
}

/** Servers may write null for an empty list; what is no list at all (a Table, say) is a failure of the server. */
function itemsOf<T>(list: Partial<KubeList<T>>): readonly T[] {
  const items: unknown = list.items ?? (list.kind?.endsWith('List') === true ? [] : undefined);
  if (Array.isArray(items)) return items;
  throw new TransportError(`a list came as ${list.kind ?? 'something'} without items`, { definite: false });
}

function continueToken(list: KubeList<unknown>): string {
  return list.metadata?.continue ?? '';
}
