/**
 * The parts of kinds that patches are tried on: enough of every strategy, few values, so that document and patch often
 * speak of the same item.
 */
export type Shape =
  | { readonly scalar: readonly unknown[] }
  | { readonly map: readonly string[] }
  | { readonly fields: Readonly<Record<string, Shape>> }
  | { readonly set: readonly unknown[] }
  | {
      readonly list: Readonly<Record<string, Shape>>;
      /** The field whose value tells items apart; none for lists that are replaced. */
      readonly key?: string;
    };

const name: Shape = { scalar: ['a', 'b', 'c', 'd'] };
const text: Shape = { scalar: ['x', 'y'] };
const number: Shape = { scalar: [0, 1, 8080] };

const container: Readonly<Record<string, Shape>> = {
  name,
  image: text,
  args: { set: ['-v', '-q'] },
  env: { list: { name, value: text }, key: 'name' },
  ports: { list: { containerPort: { scalar: [80, 81, 82] }, protocol: text }, key: 'containerPort' },
  volumeMounts: { list: { mountPath: name, name: text }, key: 'mountPath' },
  resources: { fields: { limits: { map: ['cpu', 'memory'] } } },
};

const volumes: Shape = {
  list: {
    name,
    emptyDir: { fields: { medium: text } },
    configMap: { fields: { name: text, optional: { scalar: [true] } } },
  },
  key: 'name',
};

const podSpec: Shape = {
  fields: {
    containers: { list: container, key: 'name' },
    volumes,
    tolerations: { list: { key: name, operator: text }, key: 'key' },
    imagePullSecrets: { list: { name }, key: 'name' },
    hostAliases: { list: { ip: name, hostnames: { set: ['h'] } }, key: 'ip' },
    nodeSelector: { map: ['a', 'b'] },
    restartPolicy: text,
  },
};

const metadata: Shape = {
  fields: {
    labels: { map: ['app', 'tier'] },
    finalizers: { set: ['a/1', 'b/2', 'c/3', 'd/4'] },
    ownerReferences: { list: { uid: name, controller: { scalar: [true, false] } }, key: 'uid' },
  },
};

const template: Shape = { fields: { metadata: { fields: { labels: { map: ['app'] } } }, spec: podSpec } };

export const shapes: Readonly<Record<string, Shape>> = {
  '/v1/Pod': { fields: { metadata, spec: podSpec } },
  'apps/v1/Deployment': {
    fields: {
      metadata,
      spec: {
        fields: {
          replicas: number,
          strategy: {
            fields: {
              type: text,
              rollingUpdate: { fields: { maxSurge: { scalar: [1, '25%'] }, maxUnavailable: number } },
            },
          },
          template,
        },
      },
      status: {
        fields: {
          conditions: { list: { type: name, status: text, reason: text }, key: 'type' },
        },
      },
    },
  },
  '/v1/Service': {
    fields: {
      metadata,
      spec: {
        fields: {
          ports: {
            list: { port: { scalar: [80, 81, 443] }, name: text, protocol: text, targetPort: number },
            key: 'port',
          },
          selector: { map: ['app', 'tier'] },
          externalIPs: { set: ['1', '2', '3'] },
        },
      },
    },
  },
  '/v1/Node': {
    fields: {
      metadata,
      spec: {
        fields: {
          podCIDRs: { set: ['a', 'b', 'c'] },
          taints: { list: { key: name, effect: text }, key: 'key' },
        },
      },
      status: {
        fields: {
          addresses: { list: { type: name, address: text }, key: 'type' },
          conditions: { list: { type: name, status: text }, key: 'type' },
          capacity: { map: ['cpu'] },
        },
      },
    },
  },
  '/v1/ServiceAccount': {
    fields: { metadata, secrets: { list: { name, kind: text }, key: 'name' } },
  },
  '/v1/ConfigMap': { fields: { metadata, data: { map: ['k', 'l'] }, immutable: { scalar: [true] } } },
};
