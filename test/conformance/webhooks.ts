import { type ConformanceSection, shownIn } from './section.ts';

const admission = shownIn('controller-runtime/webhook/admission.test.ts');
const conversion = shownIn('controller-runtime/webhook/conversion.test.ts');
const server = shownIn('controller-runtime/webhook/webhook-server.test.ts');
const https = shownIn('test/interop/webhook-server.test.ts');
const cache = shownIn('controller-runtime/cached-client.test.ts');
const merge = shownIn('client/merge-from.test.ts');
const util = shownIn('controller-runtime/controllerutil.test.ts');
const patch = shownIn('controller-runtime/create-or-patch.test.ts');
const finalizers = shownIn('controller-runtime/finalizer-registry.test.ts');

export const webhookRules: ConformanceSection = {
  title: 'Webhooks',
  source: 'controller-runtime pkg/webhook, pkg/certwatcher',
  rules: [
    admission(
      'Allowed, Denied, Patched, Errored, PatchResponseFromRaw, WithWarnings',
      'answers are as Kubernetes reads them',
    ),
    admission(
      'should preserve unknown fields by default; return ok if received delete verb in defaulter handler',
      'a defaulter fills in what is left out, and no more',
    ),
    admission(
      'validator: 200 when create, update, delete succeed, with warning messages',
      'a validator is asked about each operation, and may warn',
    ),
    admission(
      'should propagate the Status from Validate…; 403 with error message embedded; 400 when decode fails',
      'what a validator of %s refuses, and what it cannot read',
      'a defaulter may refuse, and cannot be asked about what is no object of its kind',
    ),
    admission(
      'multi handlers: deny, allow, patches and warnings of all',
      'of several handlers the first that refuses decides, and patches and warnings are put together',
    ),
    admission(
      'bad-request when given an empty body, wrong content-type, undecodable body; an infinite body',
      'should return bad-request when given what cannot be read',
    ),
    admission(
      'the v1 and v1beta1 response given by the handler, version defaulted to v1',
      'should return the response given by the handler, in the version that was asked in, to v1 by default',
    ),
    admission(
      "serialize patches into one jsonpatch blob; the request's UID; shouldn't overwrite the status",
      'patches are one JSON patch in base64, and what the handler says of the status stays',
    ),
    admission(
      'should recover panic if RecoverPanic is true, by default, false',
      'should recover panic if recoverPanic is true, which is the default, and not if it is false',
    ),
    admission(
      'should mutate the Context from the HTTP request',
      'a handler sees the request as it came over HTTP',
    ),
    conversion(
      'should convert spoke to hub, hub to spoke, spoke to spoke; a review of several objects',
      'should convert %s to %s, by way of the hub',
      'should convert each of the objects, and answer as it was asked',
    ),
    conversion(
      'should return error when dest/src objects belong to different API groups, are the same type, or are not convertible',
      'should not convert %s to %s',
      'should return why objects cannot be converted, and refuse what is no review',
    ),
    server(
      'builder: paths of the webhooks, custom paths, their validation; duplicate paths',
      'should scaffold a defaulting and a validating webhook at their paths',
      'a path that cannot be one, or is set twice, is refused, and one that is taken stays',
    ),
    https(
      'should serve a webhook on the requested path; verify the client CA name',
      'should serve a webhook on the requested path, over HTTPS, as an API server calls it',
      'should verify the client CA name when asked to',
    ),
    https(
      'certwatcher: reload, files that cannot be read',
      'a certificate that is replaced is taken up, and one that cannot be read is not',
    ),
    server(
      'StartedChecker',
      'a server says whether it has been started, and runs with its manager before the caches',
    ),
    server('in virtual time', 'an API server of the same world has objects converted, in virtual time'),
  ],
  leftOut: [
    'DefaulterRemoveUnknownOrOmitableFields: there are no types of a program that could know less than an object has',
    'authentication webhooks (TokenReview)',
    'HTTP/2, and functions that change the TLS configuration',
  ],
};

export const runtimeClientRules: ConformanceSection = {
  title: 'Cached client and helpers',
  source: 'controller-runtime pkg/client, pkg/cache, pkg/controller/controllerutil, pkg/finalizer',
  rules: [
    cache(
      'reads from the cache, writes to the server; informers begin with the first read',
      'reads come from the cache, which begins with the first, and writes go to the server',
    ),
    cache(
      'Client.Cache.DisableFor',
      'what is read by a resourceVersion, or is not to be cached, is read from the server',
    ),
    cache(
      'ReaderFailOnMissingInformer',
      'should not be able to read objects that have not been watched previously, if that is to fail',
    ),
    cache(
      'filtering by labels, namespace, Limit; an error if pagination is used',
      'should support filtering by labels and namespace, and a limit, but no pages',
    ),
    cache(
      'should be able to index an object field; matching fields with multiple indexes',
      'should be able to index an object field then retrieve objects by that field, or by several',
    ),
    cache(
      'DefaultNamespaces: restricted to one or several namespaces',
      'should be able to restrict the cache to namespaces, for all who ask for its informers',
    ),
    merge(
      'MergeFrom, MergeFromWithOptimisticLock',
      'a merge patch says what differs, and what is gone',
      'with an optimistic lock it names the version that it was made from',
    ),
    util(
      'CreateOrUpdate: creates, updates, updates only changed objects, errors when the key changes',
      'createOrUpdate creates what is missing, updates what differs, and leaves the rest',
      'createOrUpdate refuses to rename, and passes on what the server says',
    ),
    patch(
      'CreateOrPatch: object, status, both, none; errors when the key changes',
      'creates what is missing, and patches only what changed: object, status, both or none',
      'refuses to rename, and passes on what the server says',
    ),
    util(
      'SetControllerReference: AlreadyOwned, cross-namespace, another version; SetOwnerReference',
      'a controller reference is set, and set again changes nothing',
      'an object with another controller is refused, an owner more is not',
      'owners in other namespaces are refused',
      'a reference that differs in %j is brought up to date, not doubled',
    ),
    util(
      'RemoveOwnerReference, RemoveControllerReference, HasControllerReference, HasOwnerReference, WithBlockOwnerDeletion',
      'should remove the owner reference, whatever its uid',
      'should remove the controller reference of its controller only',
      'should set the BlockOwnerDeletion if it is specified as an option: %s',
    ),
    util(
      'AddFinalizer, RemoveFinalizer, ContainsFinalizer',
      'finalizers are added and removed by name, and unchanged objects stay the same',
    ),
    finalizers(
      'finalizer.Finalizers: register, finalize, errors of several',
      'should fail when trying to register a finalizer that was already registered',
      'should add a finalizer when the object is not deleted and lacks it',
      'should finalize multiple finalizers of a deleted object, and take them off',
      'should keep the finalizer that failed, and take off those that did not',
    ),
  ],
  leftOut: [
    'deep copies on reads and UnsafeDisableDeepCopy: objects are frozen and shared',
    'unstructured objects beside typed ones: an object is the same either way',
    'limits of concurrent syncs, and informers of one type in several configurations at once',
  ],
};
