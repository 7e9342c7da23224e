import { servedResources } from '../../../api/index.ts';
import { type KubeObject, reshare, StatusError } from '../../../apimachinery/index.ts';
import { normalize } from '../../../apiserver/pipeline/object-rules.ts';
import { resourceUpdate, type UpdateStrategy } from '../../../apiserver/pipeline/update-strategy.ts';
import { builtInKind } from '../../../apiserver/registry/built-in-kinds.ts';
import { Kind } from '../../../apiserver/registry/kind.ts';
import { knownFields } from '../../../apiserver/request/body.ts';
import type { RequestContext } from '../../../apiserver/request/request-context.ts';
import { AddressRange } from '../../../apiserver/service-addresses/address-range.ts';
import { approvalUpdate } from '../../../apiserver/subresources/approval.ts';
import { ephemeralContainersUpdate } from '../../../apiserver/subresources/ephemeral-containers.ts';
import { resizeUpdate } from '../../../apiserver/subresources/resize.ts';
import { statusUpdate } from '../../../apiserver/subresources/status.ts';
import { beforeCreate } from '../../../apiserver/verbs/create.ts';
import { beforeUpdate } from '../../../apiserver/verbs/replace.ts';
import { createSimulation } from '../../../simulation/index.ts';
import type { Answer, Question } from './questions.ts';

const { environment } = createSimulation({ seed: 1 });
const kinds = new Map<string, Kind>();

const updates: Readonly<Record<string, UpdateStrategy>> = {
  '': resourceUpdate,
  status: statusUpdate,
  approval: approvalUpdate,
  ephemeralcontainers: ephemeralContainersUpdate,
  resize: resizeUpdate,
};

/** Those of the range that the judge has, of which nobody has any. */
const range = new AddressRange('10.96.0.0/12');
const addresses = { families: ['IPv4'], ranges: () => [range], isTaken: () => false };

/** What we answer, in the form in which the judge answers: decoding, defaults, strategy and validation, without admission. */
export function ours(question: Question): Answer {
  const given = question.object as KubeObject;
  const context = contextFor(given, question);
  let object: KubeObject;
  try {
    object = decoded(context, given);
  } catch (error) {
    return { decode: String(error) };
  }
  try {
    const stored =
      question.rule === 'create' ? beforeCreate(context, object) : updated(context, object, question);
    const { warnings } = context;
    const text = JSON.stringify(stored);
    return withoutUid({ object: JSON.parse(text) as object, ...(warnings.length > 0 ? { warnings } : {}) });
  } catch (error) {
    if (!(error instanceof StatusError)) return { decode: String(error) };
    const { message = '', details } = error.status;
    const causes = details?.causes ?? [];
    return withoutUid({ message, ...(causes.length > 0 ? { causes } : {}) });
  } finally {
    context.kind.reserved?.release(context);
  }
}

function updated(
  context: RequestContext,
  object: KubeObject,
  { old, subresource = '' }: Question,
): KubeObject {
  const current = decoded({ ...context }, old as KubeObject);
  const strategy = updates[subresource];
  if (strategy === undefined) throw new Error(`no subresource ${subresource}`);
  return beforeUpdate(context, reshare(current, object) as KubeObject, current, strategy);
}

function decoded(context: RequestContext, object: KubeObject): KubeObject {
  const reading: RequestContext = { ...context, warnings: [] };
  const known = knownFields(reading, object, context.kind);
  context.empties = reading.empties;
  return normalize(context, known);
}

function contextFor({ apiVersion, kind: name, metadata }: KubeObject, { rule }: Question): RequestContext {
  const kind = kindOf(`${apiVersion}/${name}`);
  const namespace = kind.resource.namespaced ? (metadata?.namespace ?? 'default') : '';
  // What is asked here needs no more of a request than this.
  return {
    kind,
    info: { verb: rule, namespace, name: metadata?.name ?? '', resource: kind.resource.resource },
    server: { environment, addresses },
    request: { query: {} },
    // Like the judge, it allocates nothing.
    origin: { dryRun: true },
    user: { name: 'judge', groups: ['system:authenticated'] },
    warnings: [],
  } as unknown as RequestContext;
}

function kindOf(name: string): Kind {
  let kind = kinds.get(name);
  if (kind !== undefined) return kind;
  const resource = servedResources.find(
    ({ group, version, kind }) => `${group === '' ? '' : `${group}/`}${version}/${kind}` === name,
  );
  if (resource === undefined) throw new Error(`no kind ${name}`);
  kind = new Kind(builtInKind(resource), { cache: { follow: () => undefined } } as never);
  kinds.set(name, kind);
  return kind;
}

const uid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** As the judge, which is given other uids. */
function withoutUid(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer).replaceAll(uid, 'the-uid')) as Answer;
}
