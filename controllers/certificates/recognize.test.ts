import { expect, test } from 'vitest';
import type { V1CertificateSigningRequest } from '../../api/index.ts';
import { generalNames } from '../../component-helpers/index.ts';
import {
  certificateRequest,
  type RequestParts,
} from '../../component-helpers/testing/certificate-request.ts';
import { recognize } from './recognize.ts';

interface Change extends RequestParts {
  readonly signerName?: string;
  readonly username?: string;
  readonly usages?: readonly string[];
}

const usages = ['digital signature', 'client auth'];

function subresources({ signerName, username, usages: asked, ...parts }: Change) {
  const request: V1CertificateSigningRequest = {
    spec: {
      request: certificateRequest({
        commonName: 'system:node:foo',
        organizations: ['system:nodes'],
        ...parts,
      }),
      signerName: signerName ?? 'kubernetes.io/kube-apiserver-client-kubelet',
      username: username ?? 'system:node:foo',
      usages: asked ?? usages,
    },
  };
  return recognize(request).map(({ subresource }) => subresource);
}

test.each<[string, Change, readonly string[]]>([
  ['of itself', {}, ['selfnodeclient', 'nodeclient']],
  [
    'of itself, with an RSA key',
    { usages: [...usages, 'key encipherment'] },
    ['selfnodeclient', 'nodeclient'],
  ],
  ['of somebody else', { username: 'joe' }, ['nodeclient']],
  ['of another node', { commonName: 'system:node:bar' }, ['nodeclient']],
  ['for no node', { commonName: 'mike' }, []],
  ['of no organization', { organizations: [] }, []],
  ['of another organization', { organizations: ['system:master'] }, []],
  ['of two organizations', { organizations: ['system:nodes', 'system:masters'] }, []],
  ['to serve too', { usages: [...usages, 'server auth'] }, []],
  ['to sign only', { usages: ['digital signature'] }, []],
  ['of another signer', { signerName: 'example.com/not-correct' }, []],
  ['of the signer of those who serve', { signerName: 'kubernetes.io/kubelet-serving' }, []],
  ...Object.entries(generalNames).map(([sort, tag]): [string, Change, readonly string[]] => [
    `with another name: ${sort}`,
    { otherNames: [[tag, 'name']] },
    [],
  ]),
])('a request %s', (_, change, expected) => {
  expect(subresources(change)).toEqual(expected);
});
