import { describe, expect, it } from 'vitest';
import { jsonEncoder, StatusError } from '../../apimachinery/index.ts';
import { negotiate, parseAccept } from './accept.ts';
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
    expect(negotiate(undefined, 'object')).toEqual(json);
    expect(negotiate('*/*', 'object')).toEqual(json);
    expect(negotiate('text/html, application/*;q=0.5', 'object')).toEqual(json);
  });

  it('of kubectl get gets a Table', () => {
    const as = { kind: 'Table', version: 'v1' };
    expect(negotiate(kubectlGet, 'object')).toEqual({ encoder: jsonEncoder, as });
    expect(negotiate(kubectlGet, 'watch').as).toEqual(as);
    expect(negotiate(kubectlGet, 'document').as).toBeUndefined();
  });

  it('that prefers protobuf or CBOR gets the next it accepts', () => {
    const accept = 'application/vnd.kubernetes.protobuf,application/cbor, application/yaml';
    expect(negotiate(accept, 'object').encoder).toBe(yamlEncoder);
    const metadata =
      'application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,' +
      'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
    expect(negotiate(metadata, 'object').as?.kind).toBe('PartialObjectMetadataList');
  });

  it('that names nothing served is refused with what is', () => {
    const refused = failure(() => negotiate('application/vnd.kubernetes.protobuf', 'object'));
    expect(refused).toMatchObject({ code: 406, reason: 'NotAcceptable' });
    expect(refused.message).toBe(
      '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml',
    );
    expect(failure(() => negotiate('application/yaml', 'watch')).message).toBe(
      'only the following media types are accepted: application/json;stream=watch',
    );
    expect(failure(() => negotiate('application/json;as=Chair;v=v1;g=meta.k8s.io', 'object')).code).toBe(406);
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
