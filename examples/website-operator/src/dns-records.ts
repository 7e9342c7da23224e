// What the operator keeps outside of the cluster: a record of the name service for each website with a host.

/** Each record has one owner, so that asking twice for the same changes nothing. */
export interface DnsRecords {
  /** Makes the record of an owner, or changes it. Rejects when the name service does not do it. */
  put(owner: string, record: DnsRecord): Promise<void>;
  /** Takes away the record of an owner, if there is one. */
  delete(owner: string): Promise<void>;
}

export interface DnsRecord {
  readonly name: string;
  /** What the name stands for (CNAME). */
  readonly target: string;
}

/** A name service that takes `PUT` and `DELETE` of `URL/records/OWNER`. */
export function httpDnsRecords(url: string): DnsRecords {
  const ask = async (method: string, owner: string, record?: DnsRecord) => {
    const body = record && { body: JSON.stringify(record) };
    const { ok, status } = await fetch(`${url}/records/${encodeURIComponent(owner)}`, { method, ...body });
    if (!ok && !(method === 'DELETE' && status === 404))
      throw new Error(`the name service answers ${status} to ${method} ${owner}`);
  };
  return {
    put: (owner, record) => ask('PUT', owner, record),
    delete: (owner) => ask('DELETE', owner),
  };
}
