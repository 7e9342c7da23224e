/** What proves who asks, where it changes: a token that is renewed, or a certificate and its key as PEM. */
export interface Credentials {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Where such credentials come from. */
export interface CredentialSource {
  /** Those to ask with now; asked before each request, so it keeps them as long as they hold. Rejects with why there are none. */
  get(): Promise<Credentials>;
  /** The server did not take them (401). Never rejects. */
  refused(used: Credentials): Promise<void>;
}
