// Command service-controller runs Kubernetes' controller of load balancers, which kube-controller-manager leaves to clouds, with
// the cloud that its own tests have: every balancer gets one address. Its argument is a kubeconfig.
package main

import (
	"context"
	"net"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	cloudprovider "k8s.io/cloud-provider"
	"k8s.io/cloud-provider/controllers/service"
	"k8s.io/cloud-provider/fake"
	controllersmetrics "k8s.io/component-base/metrics/prometheus/controllers"
)

// The cloud, which tells of no ports.
type cloud struct{ *fake.Cloud }

func (c cloud) LoadBalancer() (cloudprovider.LoadBalancer, bool) { return c, true }

func (c cloud) EnsureLoadBalancer(
	ctx context.Context, name string, service *corev1.Service, nodes []*corev1.Node,
) (*corev1.LoadBalancerStatus, error) {
	status, err := c.Cloud.EnsureLoadBalancer(ctx, name, service, nodes)
	if err == nil {
		for i := range status.Ingress {
			status.Ingress[i].Ports = nil
		}
	}
	return status, err
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	must(err)
	config.UserAgent = "kube-controller-manager"
	client, err := kubernetes.NewForConfig(config)
	must(err)
	vip := corev1.LoadBalancerIPModeVIP
	provider := cloud{&fake.Cloud{ExternalIP: net.ParseIP("198.18.0.1"), BalancerIPMode: &vip, Exists: true}}
	factory := informers.NewSharedInformerFactory(client, 0)
	core := factory.Core().V1()
	controller, err := service.New(provider, client, core.Services(), core.Nodes(), "kubernetes", nil)
	must(err)
	ctx := context.Background()
	factory.Start(ctx.Done())
	controller.Run(ctx, 5, controllersmetrics.NewControllerManagerMetrics("service"))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
