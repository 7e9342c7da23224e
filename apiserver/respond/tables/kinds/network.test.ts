import { describe, expect, it } from 'vitest';
import { endpointSlice, endpoints } from './endpoints.ts';
import { ingress, ingressClass } from './ingress.ts';
import { service } from './service.ts';

const now = Date.parse('2026-01-01T01:00:00Z');
const metadata = { name: 'x', creationTimestamp: '2026-01-01T00:00:00Z' };

describe('a service', () => {
  const cells = (spec: object, status = {}) => service.cells({ metadata, spec, status }, now).join('|');

  it('shows its addresses and ports by type', () => {
    const ports = [
      { port: 80, protocol: 'TCP' },
      { port: 53, nodePort: 30053, protocol: 'UDP' },
    ];
    const clusterIPs = ['10.96.0.1'];
    expect(cells({ type: 'ClusterIP', clusterIPs, ports, selector: { app: 'x' } })).toBe(
      'x|ClusterIP|10.96.0.1|<none>|80/TCP,53:30053/UDP|60m|app=x',
    );
    expect(cells({ type: 'ExternalName', externalName: 'example.com' })).toBe(
      'x|ExternalName|<none>|example.com|<none>|60m|<none>',
    );
    expect(cells({ type: 'NodePort', clusterIPs, externalIPs: ['1.2.3.4', '1.2.3.5'] })).toContain(
      '|1.2.3.4,1.2.3.5|',
    );
  });

  it('waits for its load balancer', () => {
    expect(cells({ type: 'LoadBalancer' })).toContain('|<pending>|');
    const loadBalancer = { ingress: [{ ip: '9.9.9.9' }, { hostname: 'lb.example.com' }, { ip: '1.1.1.1' }] };
    expect(cells({ type: 'LoadBalancer', externalIPs: ['5.5.5.5'] }, { loadBalancer })).toContain(
      '|1.1.1.1,9.9.9.9,lb.example.com,5.5.5.5|',
    );
  });
});

describe('an ingress', () => {
  it('shows three hosts and how many rules more', () => {
    const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host }));
    expect(ingress.cells({ metadata, spec: { rules, tls: [{}] } }, now)).toEqual([
      'x',
      '<none>',
      'a,b,c + 1 more...',
      '',
      '80, 443',
      '60m',
    ]);
    expect(ingress.cells({ metadata, spec: { ingressClassName: 'n' } }, now).slice(1, 5)).toEqual([
      'n',
      '*',
      '',
      '80',
    ]);
  });

  it('has a class that may be the default', () => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    const spec = { controller: 'c', parameters: { apiGroup: 'k8s.example.com', kind: 'P', name: 'p' } };
    expect(ingressClass.cells({ metadata: { ...metadata, annotations }, spec }, now)).toEqual([
      'x (default)',
      'c',
      'P.k8s.example.com/p',
      '60m',
    ]);
  });
});

describe('endpoints', () => {
  it('are addresses with each port, the first three of them', () => {
    const subsets = [
      { addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }, { port: 443 }] },
    ];
    expect(endpoints.cells({ metadata, subsets }, now)[1]).toBe(
      '10.0.0.1:80,[fd00::1]:80,10.0.0.1:443 + 1 more...',
    );
    expect(endpoints.cells({ metadata, subsets: [{ addresses: [{ ip: '10.0.0.1' }] }] }, now)[1]).toBe(
      '10.0.0.1',
    );
    expect(endpoints.cells({ metadata }, now)[1]).toBe('<none>');
  });

  it('in a slice are told apart from ports', () => {
    const slice = {
      metadata,
      addressType: 'IPv4',
      ports: [{ port: 80 }, { name: 'web' }, {}],
      endpoints: [{ addresses: ['10.0.0.1'] }, { addresses: ['10.0.0.2', '10.0.0.3', '10.0.0.4'] }],
    };
    expect(endpointSlice.cells(slice, now)).toEqual([
      'x',
      'IPv4',
      '80,web,*',
      '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...',
      '60m',
    ]);
    expect(endpointSlice.cells({ metadata }, now).slice(2, 4)).toEqual(['<unset>', '<unset>']);
  });
});
