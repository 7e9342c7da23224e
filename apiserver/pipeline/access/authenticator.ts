import { type ApiRequest, administrator, type UserInfo } from '../../../apimachinery/index.ts';

/**
 * Finds out who asks. Mirrors kubernetes apiserver pkg/authentication/authenticator (Request). Undefined: nobody it knows;
 * the request is Unauthorized then.
 */
export interface Authenticator {
  authenticate(request: ApiRequest): UserInfo | undefined | Promise<UserInfo | undefined>;
}

/** Takes everybody for the cluster's administrator: who reaches the server may use it. */
export const anybody: Authenticator = { authenticate: () => administrator };
