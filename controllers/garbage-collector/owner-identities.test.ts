import { describe, expect, it } from 'vitest';
import type { OwnerReference } from '../../apimachinery/index.ts';
import { GraphNode } from './graph-node.ts';
import type { Identity } from './identity.ts';
import { alternateIdentity, partitionDependents } from './owner-identities.ts';

/** `v1/Pod ns1 podname1 uid`; `-` for no namespace. */
function identity(text: string): Identity {
  const [type = '', namespace = '', name = '', uid = ''] = text.split(' ');
  const at = type.lastIndexOf('/');
  return {
    apiVersion: type.slice(0, at),
    kind: type.slice(at + 1),
    namespace: namespace === '-' ? '' : namespace,
    name,
    uid,
  };
}

function dependent(self: string, ...owners: readonly string[]): GraphNode {
  const node = new GraphNode(identity(self));
  node.owners = owners.map((owner): OwnerReference => identity(owner));
  return node;
}

const pod1 = 'v1/Pod ns1 pod1 p1';
const deployment = 'apps/v1/Deployment ns1 web d';
const oldDeployment = 'extensions/v1beta1/Deployment ns1 web d';
const secret = 'v1/Secret ns1 hidden d';
const names = (nodes: readonly GraphNode[]) => nodes.map(({ identity: { name } }) => name);

describe('dependents of an identity', () => {
  it.each([
    ['a dependent that agrees', dependent(pod1, deployment), ['pod1'], []],
    ['one that gives another version', dependent(pod1, oldDeployment), [], ['pod1']],
    ['one that gives another kind', dependent(pod1, secret), [], ['pod1']],
    ['one that gives both', dependent(pod1, deployment, secret), ['pod1'], ['pod1']],
    ['one in another namespace', dependent('v1/Pod ns2 pod1 p1', deployment), [], ['pod1']],
    ['one of another owner', dependent(pod1, 'v1/Secret ns1 hidden other'), [], []],
  ])('%s', (_, node, matching, nonmatching) => {
    const parts = partitionDependents([node], identity(deployment));
    expect([names(parts.matching), names(parts.nonmatching)]).toEqual([matching, nonmatching]);
  });

  it('may be anywhere if the owner is cluster-scoped', () => {
    const { matching } = partitionDependents([dependent(pod1, 'v1/Node - n u')], identity('v1/Node - n u'));
    expect(names(matching)).toEqual(['pod1']);
  });
});

describe('the next identity to look for after one that is absent', () => {
  const d1 = 'a/v1/Kind1 ns1 n d';
  const d2 = 'a/v1/Kind2 ns1 n d';
  const d3 = 'a/v1/Kind3 ns1 n d';
  it.each([
    ['none where all agree', [dependent(pod1, d1)], d1, undefined],
    ['none of other uids', [dependent(pod1, d1, 'a/v1/Kind1 ns1 n other')], d1, undefined],
    ['the other one', [dependent(pod1, d1, d2)], d1, d2],
    ['the one that follows', [dependent(pod1, d3, d1, d2)], d1, d2],
    ['the one that follows, from elsewhere', [dependent(pod1, d3), dependent(pod1, d1)], d2, d3],
    ['the first after the last', [dependent(pod1, d1, d2, d3)], d3, d1],
    ['the same in another namespace', [dependent('v1/Pod ns2 pod1 p1', d1)], d1, 'a/v1/Kind1 ns2 n d'],
    [
      'none for a kind known to be cluster-scoped',
      [dependent(pod1, 'v1/Node - n d')],
      'v1/Node - n d',
      undefined,
    ],
    ['another name of such a kind', [dependent(pod1, 'v1/Node - m d')], 'v1/Node - n d', 'v1/Node - m d'],
  ] as const)('%s', (_, dependents, absent, alternate) => {
    const expected = alternate === undefined ? undefined : identity(alternate);
    expect(alternateIdentity(dependents, identity(absent))).toEqual(expected);
  });
});
