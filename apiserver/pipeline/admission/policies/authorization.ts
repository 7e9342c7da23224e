import type {
  AuthorizationAnswer,
  AuthorizationPort,
  AuthorizationQuestion,
  UserInfo,
} from '../../../../apimachinery/index.ts';
import type { ServerContext } from '../../../request/request-context.ts';
import type { RequestInfo } from '../../../request/request-info.ts';
import type { Decision } from '../../access/index.ts';

/** Thrown where an expression asks what the authorizer takes its time for. */
class Unanswered {
  readonly answer: Promise<void>;

  constructor(answer: Promise<void>) {
    this.answer = answer;
  }
}

/**
 * The authorizer as expressions ask it, each question once. Expressions cannot wait: what asks is begun again when there
 * is an answer. Mirrors kubernetes apiserver pkg/admission/plugin/authorizer (NewCachingAuthorizer).
 */
export class PolicyAuthorization {
  readonly #server: ServerContext;
  readonly #user: UserInfo;
  readonly #answers = new Map<string, AuthorizationAnswer>();

  constructor(server: ServerContext, user: UserInfo) {
    this.#server = server;
    this.#user = user;
  }

  /** Runs what asks, as often as it takes. */
  async answering<T>(work: () => T): Promise<T> {
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error;
        await error.answer;
      }
    }
  }

  readonly port: AuthorizationPort = (question) => {
    const key = JSON.stringify(question);
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const decision = this.#ask(question);
    if (decision instanceof Promise) {
      throw new Unanswered(
        decision.then(
          (decided) => this.#keep(key, answerOf(decided)),
          (error: unknown) => this.#keep(key, { allowed: false, reason: '', error: String(error) }),
        ),
      );
    }
    const answer = answerOf(decision);
    this.#keep(key, answer);
    return answer;
  };

  #ask(question: AuthorizationQuestion): Decision | Promise<Decision> {
    const { user } = question;
    return this.#server.authorizer.authorize(
      user === undefined ? this.#user : serviceAccount(user),
      askedFor(question),
    );
  }

  #keep(key: string, answer: AuthorizationAnswer): void {
    this.#answers.set(key, answer);
  }
}

function answerOf({ allowed, reason = '' }: Decision): AuthorizationAnswer {
  return { allowed, reason };
}

function serviceAccount({
  namespace,
  serviceAccount: name,
}: NonNullable<AuthorizationQuestion['user']>): UserInfo {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  };
}

function askedFor(question: AuthorizationQuestion): RequestInfo {
  const { verb, path, group = '', resource = '', subresource = '', namespace = '', name = '' } = question;
  const isResourceRequest = path === undefined;
  const version = isResourceRequest ? '*' : '';
  return {
    verb,
    path: path ?? '',
    isResourceRequest,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
  };
}
