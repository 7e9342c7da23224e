/** Valid objects (but for their names) of the kinds with most rules of their own, by resource: most of their fields lead to a rule. */
const labels = { app: 'web' };

const podSpec = {
  restartPolicy: 'Always',
  nodeSelector: { disk: 'ssd' },
  tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 }],
  volumes: [
    { name: 'v', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'c', configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } },
  ],
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
      },
    },
  },
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: labels },
    },
  ],
  initContainers: [{ name: 'init', image: 'busybox' }],
  containers: [
    {
      name: 'web',
      image: 'nginx:1.27',
      args: ['a'],
      env: [
        { name: 'A', value: 'b' },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      ],
      ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: 1, memory: '128Mi' } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
      readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 5 },
      lifecycle: { preStop: { exec: { command: ['true'] } } },
      securityContext: { runAsUser: 1000, capabilities: { add: ['NET_ADMIN'] } },
    },
  ],
};

const template = { metadata: { labels }, spec: podSpec };
const selector = { matchLabels: labels, matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] };
const jobSpec = { completions: 1, template: { ...template, spec: { ...podSpec, restartPolicy: 'Never' } } };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' };

export const bases: Readonly<Record<string, object>> = {
  pods: { spec: podSpec },
  podtemplates: { template },
  replicationcontrollers: { spec: { replicas: 1, selector: labels, template } },
  deployments: {
    spec: {
      replicas: 2,
      selector,
      template,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
    },
  },
  replicasets: { spec: { replicas: 1, selector, template } },
  daemonsets: { spec: { selector, template } },
  statefulsets: {
    spec: {
      serviceName: 's',
      selector,
      template,
      volumeClaimTemplates: [
        {
          metadata: { name: 'd' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  },
  jobs: { spec: jobSpec },
  cronjobs: { spec: { schedule: '*/5 * * * *', concurrencyPolicy: 'Allow', jobTemplate: { spec: jobSpec } } },
  services: {
    spec: {
      type: 'NodePort',
      selector: labels,
      ports: [
        { name: 'a', port: 80, targetPort: 'http' },
        { name: 'b', port: 81, nodePort: 30123 },
      ],
      clusterIP: '10.96.3.4',
      externalIPs: ['1.2.3.4'],
    },
  },
  endpoints: { subsets: [{ addresses: [{ ip: '1.2.3.4' }], ports: [{ port: 80 }] }] },
  endpointslices: {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['1.2.3.4'] }],
    ports: [{ name: 'a', port: 80 }],
  },
  configmaps: { data: { a: 'b' }, binaryData: { c: 'YQ==' } },
  secrets: { type: 'Opaque', data: { a: 'YQ==' }, stringData: { b: 'c' } },
  serviceaccounts: { secrets: [{ name: 'a' }] },
  namespaces: { spec: { finalizers: ['a.io/b'] } },
  nodes: {
    spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDR: '10.0.0.0/24' },
    status: { capacity: { cpu: '4' }, conditions: [{ type: 'Ready', status: 'True' }] },
  },
  events: {
    involvedObject: { kind: 'Pod', name: 'a', namespace: 'default' },
    reason: 'A',
    type: 'Normal',
    count: 1,
  },
  limitranges: { spec: { limits: [{ type: 'Container', default: { cpu: '1' }, max: { cpu: '2' } }] } },
  resourcequotas: { spec: { hard: { pods: '1' }, scopes: ['BestEffort'] } },
  persistentvolumes: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } },
  },
  persistentvolumeclaims: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  ingresses: {
    spec: {
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } },
            ],
          },
        },
      ],
      tls: [{ hosts: ['a.example.com'], secretName: 's' }],
    },
  },
  networkpolicies: {
    spec: {
      podSelector: selector,
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
    },
  },
  poddisruptionbudgets: { spec: { minAvailable: '50%', selector } },
  horizontalpodautoscalers: {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
        },
      ],
      behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] } },
    },
  },
  roles: { rules },
  clusterroles: { rules, aggregationRule: { clusterRoleSelectors: [selector] } },
  rolebindings: { roleRef, subjects: [{ kind: 'User', name: 'a' }] },
  clusterrolebindings: {
    roleRef: { ...roleRef, kind: 'ClusterRole' },
    subjects: [{ kind: 'User', name: 'a' }],
  },
  certificatesigningrequests: {
    spec: { request: 'YQ==', signerName: 'example.com/a', usages: ['client auth'] },
    status: { conditions: [{ type: 'Approved', status: 'True' }] },
  },
  leases: {
    spec: { holderIdentity: 'a', leaseDurationSeconds: 5, renewTime: '2026-01-01T00:00:00.000000Z' },
  },
  priorityclasses: { value: 5, preemptionPolicy: 'Never' },
  storageclasses: { provisioner: 'a.io/b', parameters: { a: 'b' } },
  customresourcedefinitions: {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { a: {} } } },
        },
      ],
    },
  },
};
