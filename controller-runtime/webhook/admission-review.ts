import type { V1UserInfo } from '../../api/index.ts';
import type { JsonPatchOperation, KubeObject, Status } from '../../apimachinery/index.ts';
import type { HttpRequest } from '../serving/http-handler.ts';

/** What an API server asks: admission.k8s.io AdmissionRequest. */
export interface AdmissionRequest {
  readonly uid: string;
  readonly kind: GroupVersionKind;
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly subResource?: string;
  readonly requestKind?: GroupVersionKind;
  readonly requestResource?: AdmissionRequest['resource'];
  readonly requestSubResource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  readonly userInfo: V1UserInfo;
  /** Absent where an object is deleted. */
  readonly object?: KubeObject | null;
  /** Where an object is changed or deleted: as it was. */
  readonly oldObject?: KubeObject | null;
  readonly dryRun?: boolean;
  readonly options?: object | null;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a handler decides. */
export interface AdmissionAnswer {
  readonly allowed: boolean;
  /** Why; the code is 200 where nothing else is said. */
  readonly status?: Partial<Status>;
  /** What is to be changed of the object. */
  readonly patches?: readonly JsonPatchOperation[];
  /** Shown to whoever asked. */
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/**
 * Decides about a request; what came over HTTP is handed over too. What it throws is a mistake of the program, and answered with
 * 500. Mirrors controller-runtime pkg/webhook/admission (Handler).
 */
export type AdmissionHandler = (
  request: AdmissionRequest,
  http: HttpRequest,
) => AdmissionAnswer | Promise<AdmissionAnswer>;
