import { describe, expect, it } from 'vitest';
import { jsonEncoder, StatusError } from '../../apimachinery/index.ts';
import { negotiate, parseAccept } from './accept.ts';
import { protobufEncoder } from './encoders/protobuf.ts';
import { yamlEncoder } from './encoders/yaml.ts';
import { includeObjectOf } from './tables/index.ts';

const kubectlGet =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

function failure(act: () => unknown): StatusError['status'] {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error.status;
  }
  throw new Error('nothing was refused');
}

describe('an Accept header', () => {
  it('that is missing or asks for anything gets JSON', () => {
    const json = { encoder: jsonEncoder };
    expect(negotiate(undefined, { verb: 'get' })).toEqual(json);
    expect(negotiate('*/*', { verb: 'get' })).toEqual(json);
    expect(negotiate('text/html, application/*;q=0.5', { verb: 'get' })).toEqual(json);
  });

  it('of kubectl get gets a Table', () => {
    const as = { kind: 'Table', version: 'v1' };
    expect(negotiate(kubectlGet, { verb: 'get' })).toEqual({ encoder: jsonEncoder, as });
    expect(negotiate(kubectlGet, { verb: 'watch' }).as).toEqual(as);
    expect(negotiate(kubectlGet, {}).as).toBeUndefined();
  });

  it('that prefers what is not served gets the next it accepts', () => {
    const accept = 'application/cbor, application/yaml, application/vnd.kubernetes.protobuf';
    expect(negotiate(accept, { verb: 'get' }).encoder).toBe(yamlEncoder);
    const table = 'application/vnd.kubernetes.protobuf;as=Table;g=meta.k8s.io;v=v1, application/yaml';
    expect(negotiate(table, { verb: 'list' })).toEqual({ encoder: yamlEncoder });
  });

  it('of a controller gets protobuf for built-in kinds, and JSON for custom ones', () => {
    const accept = 'application/vnd.kubernetes.protobuf,application/json';
    expect(negotiate(accept, { verb: 'get' }).encoder).toBe(protobufEncoder);
    expect(negotiate(accept, { verb: 'watch', isCustom: true }).encoder).toBe(jsonEncoder);
    const metadata = 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
    expect(negotiate(metadata, { verb: 'get', isCustom: true })).toEqual({
      encoder: protobufEncoder,
      as: { kind: 'PartialObjectMetadata', version: 'v1' },
    });
  });

  const all = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
  const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  const router = `406: Not Acceptable\n\nAvailable representations: ${all}`;
  const accepted = 'only the following media types are accepted';

  it.each([
    ['what nobody serves', 'application/cbor', { verb: 'get', isRouted: true }, router],
    ['what nobody serves, of many', 'text/html', { verb: 'list', isRouted: true }, `${router}, ${streams}`],
    ['what nobody serves, of a custom kind', 'text/html', { verb: 'get' }, `${accepted}: ${all}`],
    ['a custom kind in protobuf', all.slice(36), { verb: 'watch', isCustom: true }, `${accepted}: ${all}`],
    ['a watch in YAML', 'application/yaml,application/json', { verb: 'watch' }, `${accepted}: ${streams}`],
    ['a form that no kind has', 'application/json;as=Chair;v=v1', { verb: 'get' }, `${accepted}: ${all}`],
  ])('that asks for %s is refused with what is served', (_, accept, endpoint, message) => {
    const { code, reason, message: says } = failure(() => negotiate(accept, endpoint));
    expect([code, reason, says]).toEqual([406, 'NotAcceptable', message]);
  });

  it('is read in order of q, and what is no media type is passed over', () => {
    const ranges = parseAccept(
      'application/json;q=0.1, nonsense, application/yaml ; q=0.9; pretty=1, */*;q=x',
    );
    expect(ranges.map(({ type, subtype, quality }) => `${type}/${subtype} ${quality}`)).toEqual([
      'application/yaml 0.9',
      'application/json 0.1',
      '*/* 0',
    ]);
  });
});

describe('includeObject', () => {
  it('is Metadata unless the query says otherwise', () => {
    expect(includeObjectOf({})).toBe('Metadata');
    expect(includeObjectOf({ includeObject: 'None' })).toBe('None');
  });

  it('is refused when it is something else', () => {
    expect(failure(() => includeObjectOf({ includeObject: 'All' }))).toMatchObject({
      code: 400,
      message:
        'Unable to convert to Table as requested: includeObject: Invalid value: "All": must be ' +
        "'Metadata', 'Object', 'None', or empty",
    });
  });
});
