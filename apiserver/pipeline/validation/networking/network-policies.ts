import type {
  V1IPBlock,
  V1NetworkPolicy,
  V1NetworkPolicyPeer,
  V1NetworkPolicyPort,
} from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldPath,
  fieldRequired,
  type IpNetwork,
  networkContains,
  parseCidr,
  validateLabelSelector,
  validateLegacyCidr,
  validatePortName,
  validatePortNumber,
} from '../../../../apimachinery/index.ts';
import { each, oneOfWords, tell, when } from '../tell.ts';

const path = fieldPath('spec');

/** What was there before may stay though it is not well. */
interface Kept {
  readonly allowInvalidValues: boolean;
  readonly cidrs: ReadonlySet<string>;
}

/** Mirrors kubernetes pkg/apis/networking/validation (ValidateNetworkPolicy, ValidateNetworkPolicyUpdate). */
export function networkPolicyErrors({ spec }: V1NetworkPolicy, old?: V1NetworkPolicy): FieldError[] {
  const kept = keptOf(old);
  const { podSelector, ingress, egress, policyTypes = [] } = spec ?? {};
  const at = path.child('policyTypes');
  const tooMany = 'may not specify more than two policyTypes';
  return [
    ...validateLabelSelector(podSelector, path.child('podSelector'), kept),
    ...each(ingress, path.child('ingress'), ({ ports, from }, place) => [
      ...each(ports, place.child('ports'), portErrors),
      ...each(from, place.child('from'), (peer, here) => peerErrors(peer, here, kept)),
    ]),
    ...each(egress, path.child('egress'), ({ ports, to }, place) => [
      ...each(ports, place.child('ports'), portErrors),
      ...each(to, place.child('to'), (peer, here) => peerErrors(peer, here, kept)),
    ]),
    ...(policyTypes.length > 2
      ? [fieldInvalid(at, policyTypes, tooMany)]
      : each(policyTypes, at, (type, place) => oneOfWords(place, type, ['Ingress', 'Egress']))),
  ];
}

function keptOf(old: V1NetworkPolicy | undefined): Kept {
  const { ingress = [], egress = [], podSelector } = old?.spec ?? {};
  const peers = [...ingress.flatMap(({ from = [] }) => from), ...egress.flatMap(({ to = [] }) => to)];
  const cidrs = peers.flatMap(({ ipBlock }) =>
    ipBlock === undefined ? [] : [ipBlock.cidr, ...(ipBlock.except ?? [])],
  );
  const wasWrong = validateLabelSelector(podSelector, path).length > 0;
  return { allowInvalidValues: wasWrong, cidrs: new Set(cidrs) };
}

function portErrors({ protocol, port, endPort }: V1NetworkPolicyPort, at: FieldPath): FieldError[] {
  const words = ['TCP', 'UDP', 'SCTP'];
  const errors = protocol === undefined ? [] : oneOfWords(at.child('protocol'), protocol, words);
  const end = at.child('endPort');
  const forbidden = (why: string) =>
    when(endPort !== undefined, () =>
      fieldInvalid(end, endPort, `may not be specified when \`port\` is ${why}`),
    );
  if (port === undefined) return [...errors, ...forbidden('not specified')];
  if (typeof port === 'string') {
    return [...errors, ...forbidden('non-numeric'), ...tell(at.child('port'), port, validatePortName(port))];
  }
  errors.push(...tell(at.child('port'), port, validatePortNumber(port)));
  if (endPort === undefined) return errors;
  const says = 'must be greater than or equal to `port`';
  return [
    ...errors,
    ...when(endPort < port, () => fieldInvalid(end, port, says)),
    ...tell(end, endPort, validatePortNumber(endPort)),
  ];
}

function peerErrors(peer: V1NetworkPolicyPeer, at: FieldPath, kept: Kept): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  const isSelected = podSelector !== undefined || namespaceSelector !== undefined;
  return [
    ...validateLabelSelector(podSelector, at.child('podSelector'), kept),
    ...validateLabelSelector(namespaceSelector, at.child('namespaceSelector'), kept),
    ...(ipBlock === undefined ? [] : blockErrors(ipBlock, at.child('ipBlock'), kept)),
    ...when(!isSelected && ipBlock === undefined, () => fieldRequired(at, 'must specify a peer')),
    ...when(isSelected && ipBlock !== undefined, () =>
      fieldForbidden(at, 'may not specify both ipBlock and another peer'),
    ),
  ];
}

function blockErrors({ cidr = '', except }: V1IPBlock, at: FieldPath, { cidrs }: Kept): FieldError[] {
  if (cidr === '') return [fieldRequired(at.child('cidr'))];
  const rule = (text: string, place: FieldPath) =>
    cidrs.has(text) ? [] : tell(place, text, validateLegacyCidr(text));
  const errors = rule(cidr, at.child('cidr'));
  const network = parseCidr(cidr);
  if (network === undefined) return errors;
  const outside = 'must be a strict subset of `cidr`';
  const ofParts = each(except, at.child('except'), (text, place) => {
    const part = parseCidr(text);
    const isOutside = part !== undefined && !isWithin(part, network);
    return [...rule(text, place), ...when(isOutside, () => fieldInvalid(place, text, outside))];
  });
  return [...errors, ...ofParts];
}

function isWithin(part: IpNetwork, whole: IpNetwork): boolean {
  return whole.prefixLength < part.prefixLength && networkContains(whole, part.address);
}
