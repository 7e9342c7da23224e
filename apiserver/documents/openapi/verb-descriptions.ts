import { type ParameterName, parametersOf } from './parameters.ts';

export type Method = 'get' | 'put' | 'post' | 'delete' | 'patch';

/** What a verb is in HTTP and in a document. */
export interface VerbDescription {
  readonly method: Method;
  /** x-kubernetes-action. */
  readonly action: string;
  /** The first word of the operation's id. */
  readonly word: string;
  readonly says: string;
  readonly parameters: readonly ParameterName[];
  readonly body: 'object' | 'patch' | 'options' | 'none';
  readonly answer: 'object' | 'list' | 'status';
  /** Which successes there are beside 200. */
  readonly alsoSucceedsWith: readonly (201 | 202)[];
}

/** The verbs that have an operation; `watch` is a parameter of `list`. */
export const verbDescriptions: Readonly<Record<string, VerbDescription>> = {
  list: {
    method: 'get',
    action: 'list',
    word: 'list',
    says: 'List or watch',
    parameters: parametersOf.listing,
    body: 'none',
    answer: 'list',
    alsoSucceedsWith: [],
  },
  create: {
    method: 'post',
    action: 'post',
    word: 'create',
    says: 'Create',
    parameters: parametersOf.writing,
    body: 'object',
    answer: 'object',
    alsoSucceedsWith: [201, 202],
  },
  deletecollection: {
    method: 'delete',
    action: 'deletecollection',
    word: 'delete',
    says: 'Delete all that match',
    parameters: parametersOf.deletingCollection,
    body: 'options',
    answer: 'status',
    alsoSucceedsWith: [],
  },
  get: {
    method: 'get',
    action: 'get',
    word: 'read',
    says: 'Read',
    parameters: [],
    body: 'none',
    answer: 'object',
    alsoSucceedsWith: [],
  },
  update: {
    method: 'put',
    action: 'put',
    word: 'replace',
    says: 'Replace',
    parameters: parametersOf.writing,
    body: 'object',
    answer: 'object',
    alsoSucceedsWith: [201],
  },
  patch: {
    method: 'patch',
    action: 'patch',
    word: 'patch',
    says: 'Change parts of',
    parameters: parametersOf.patching,
    body: 'patch',
    answer: 'object',
    alsoSucceedsWith: [201],
  },
  delete: {
    method: 'delete',
    action: 'delete',
    word: 'delete',
    says: 'Delete',
    parameters: parametersOf.deleting,
    body: 'options',
    answer: 'status',
    alsoSucceedsWith: [202],
  },
};
