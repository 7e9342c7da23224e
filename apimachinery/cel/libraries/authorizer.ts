import { nameIsDnsLabel, nameIsDnsSubdomain } from '../../values/names.ts';
import {
  declare,
  type FunctionDeclaration,
  type Implementation,
  member,
  taking,
} from '../functions/declaration.ts';
import { type CelType, structType } from '../types/cel-type.ts';
import { CelError, CelObject, type CelValue, noSuchOverload } from '../values/value.ts';

/** Questions to the authorizer. Mirrors k8s.io/apiserver pkg/cel/library/authz.go. */

/** What an expression asks. `user` is undefined for whoever made the request. */
export interface AuthorizationQuestion {
  readonly user: { readonly namespace: string; readonly serviceAccount: string } | undefined;
  readonly verb: string;
  /** Of what is no resource. */
  readonly path?: string;
  readonly group?: string;
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface AuthorizationAnswer {
  readonly allowed: boolean;
  readonly reason: string;
  /** Why it could not be answered. */
  readonly error?: string;
}

/** Who answers: the port that whoever evaluates brings. */
export type AuthorizationPort = (question: AuthorizationQuestion) => AuthorizationAnswer;

const authorizerType = structType('kubernetes.authorization.Authorizer');
const pathCheckType = structType('kubernetes.authorization.PathCheck');
const groupCheckType = structType('kubernetes.authorization.GroupCheck');
const resourceCheckType = structType('kubernetes.authorization.ResourceCheck');
const decisionType = structType('kubernetes.authorization.Decision');

export { authorizerType, resourceCheckType };

const named = {
  Authorizer: authorizerType,
  PathCheck: pathCheckType,
  GroupCheck: groupCheckType,
  ResourceCheck: resourceCheckType,
  Decision: decisionType,
};

abstract class AuthorizationValue extends CelObject {
  override equals(other: CelValue): CelValue {
    return noSuchOverload(other);
  }
}

type User = AuthorizationQuestion['user'];

export class CelAuthorizer extends AuthorizationValue {
  override readonly type: CelType = authorizerType;
  readonly port: AuthorizationPort;
  readonly user: User;

  constructor(port: AuthorizationPort, user?: User) {
    super();
    this.port = port;
    this.user = user;
  }
}

class PathCheck extends AuthorizationValue {
  override readonly type: CelType = pathCheckType;
  readonly authorizer: CelAuthorizer;
  readonly path: string;

  constructor(authorizer: CelAuthorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends AuthorizationValue {
  override readonly type: CelType = groupCheckType;
  readonly authorizer: CelAuthorizer;
  readonly group: string;

  constructor(authorizer: CelAuthorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

type Attributes = Omit<AuthorizationQuestion, 'user' | 'verb' | 'path'>;

export class CelResourceCheck extends AuthorizationValue {
  override readonly type: CelType = resourceCheckType;
  readonly authorizer: CelAuthorizer;
  readonly attributes: Attributes;

  constructor(authorizer: CelAuthorizer, attributes: Attributes) {
    super();
    this.authorizer = authorizer;
    this.attributes = attributes;
  }
}

class Decision extends AuthorizationValue {
  override readonly type: CelType = decisionType;
  readonly answer: AuthorizationAnswer;

  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }
}

function pathCheck(authorizer: CelAuthorizer, path: string): CelValue {
  return path.trim() === '' ? new CelError('path must not be empty') : new PathCheck(authorizer, path);
}

function serviceAccount(authorizer: CelAuthorizer, namespace: string, name: string): CelValue {
  if (nameIsDnsSubdomain(name, false).length > 0) return new CelError('Invalid service account name');
  if (nameIsDnsLabel(namespace, false).length > 0) return new CelError('Invalid service account namespace');
  return new CelAuthorizer(authorizer.port, { namespace, serviceAccount: name });
}

function resourceCheck({ authorizer, group }: GroupCheck, resource: string): CelValue {
  if (resource.trim() === '') return new CelError('resource must not be empty');
  return new CelResourceCheck(authorizer, { group, resource });
}

function withAttribute(attribute: keyof Attributes): Implementation {
  return taking([CelResourceCheck, 'string'], ({ authorizer, attributes }, value) => {
    return new CelResourceCheck(authorizer, { ...attributes, [attribute]: value });
  });
}

function askPath({ authorizer: { port, user }, path }: PathCheck, verb: string): CelValue {
  return new Decision(port({ user, verb, path }));
}

function askResource({ authorizer: { port, user }, attributes }: CelResourceCheck, verb: string): CelValue {
  return new Decision(port({ user, verb, ...attributes }));
}

function attribute(name: keyof Attributes, id: string): FunctionDeclaration {
  return declare(name, member(id, '(ResourceCheck, string) -> ResourceCheck', withAttribute(name), named));
}

export const authorizerFunctions: readonly FunctionDeclaration[] = [
  declare(
    'path',
    member(
      'authorizer_path',
      '(Authorizer, string) -> PathCheck',
      taking([CelAuthorizer, 'string'], pathCheck),
      named,
    ),
  ),
  declare(
    'group',
    member(
      'authorizer_group',
      '(Authorizer, string) -> GroupCheck',
      taking([CelAuthorizer, 'string'], (authorizer, group) => new GroupCheck(authorizer, group)),
      named,
    ),
  ),
  declare(
    'serviceAccount',
    member(
      'authorizer_serviceaccount',
      '(Authorizer, string, string) -> Authorizer',
      taking([CelAuthorizer, 'string', 'string'], serviceAccount),
      named,
    ),
  ),
  declare(
    'resource',
    member(
      'groupcheck_resource',
      '(GroupCheck, string) -> ResourceCheck',
      taking([GroupCheck, 'string'], resourceCheck),
      named,
    ),
  ),
  attribute('subresource', 'resourcecheck_subresource'),
  attribute('namespace', 'resourcecheck_namespace'),
  attribute('name', 'resourcecheck_name'),
  attribute('fieldSelector', 'authorizer_fieldselector'),
  attribute('labelSelector', 'authorizer_labelselector'),
  declare(
    'check',
    member(
      'pathcheck_check',
      '(PathCheck, string) -> Decision',
      taking([PathCheck, 'string'], askPath),
      named,
    ),
    member(
      'resourcecheck_check',
      '(ResourceCheck, string) -> Decision',
      taking([CelResourceCheck, 'string'], askResource),
      named,
    ),
  ),
  declare(
    'errored',
    member(
      'decision_errored',
      '(Decision) -> bool',
      taking([Decision], ({ answer }) => answer.error !== undefined),
      named,
    ),
  ),
  declare(
    'error',
    member(
      'decision_error',
      '(Decision) -> string',
      taking([Decision], ({ answer }) => answer.error ?? ''),
      named,
    ),
  ),
  declare(
    'allowed',
    member(
      'decision_allowed',
      '(Decision) -> bool',
      taking([Decision], ({ answer }) => answer.allowed),
      named,
    ),
  ),
  declare(
    'reason',
    member(
      'decision_reason',
      '(Decision) -> string',
      taking([Decision], ({ answer }) => answer.reason),
      named,
    ),
  ),
];
