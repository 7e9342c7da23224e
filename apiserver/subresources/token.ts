import { StatusError } from '../../apimachinery/index.ts';
import { noSuchMethod } from '../documents/documents.ts';
import { admit } from '../pipeline/admission/index.ts';
import { decodeObject } from '../request/body.ts';
import { bodyType } from '../request/body-type.ts';
import type { Subresource } from './subresource.ts';

const tokenRequest = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' };

const noKeys = 'no tokens are issued: the server has no keys of service accounts';

/** Differs: it is admitted, but no token is issued: there are no keys to sign it with. */
export const token: Subresource = {
  name: 'token',
  verbs: {
    async create(context) {
      await admit(context, 'CREATE', decodeObject(context, bodyType(tokenRequest)));
      throw new StatusError({ ...noSuchMethod, message: noKeys });
    },
  },
};
