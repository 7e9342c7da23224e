// Command csr-cleaner tells which requests for certificates Kubernetes' cleaner deletes.
//
// It reads cases as JSON lines, {"ageSeconds": ..., "conditions": [{"type": ..., "ageSeconds": ...}], "certificate": ...}, runs the
// controller over all of them, and prints for each true or false.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	certificates "k8s.io/api/certificates/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	"k8s.io/kubernetes/pkg/controller/certificates/cleaner"
)

type request struct {
	AgeSeconds int64 `json:"ageSeconds"`
	Conditions []struct {
		Type       string `json:"type"`
		AgeSeconds int64  `json:"ageSeconds"`
	} `json:"conditions"`
	Certificate []byte `json:"certificate"`
}

func main() {
	now := time.Now()
	ago := func(seconds int64) metav1.Time { return metav1.NewTime(now.Add(-time.Duration(seconds) * time.Second)) }
	var objects []runtime.Object
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		var r request
		must(json.Unmarshal(in.Bytes(), &r))
		csr := &certificates.CertificateSigningRequest{}
		csr.Name = fmt.Sprint(len(objects))
		csr.CreationTimestamp = ago(r.AgeSeconds)
		csr.Status.Certificate = r.Certificate
		for _, c := range r.Conditions {
			csr.Status.Conditions = append(csr.Status.Conditions, certificates.CertificateSigningRequestCondition{
				Type: certificates.RequestConditionType(c.Type), LastUpdateTime: ago(c.AgeSeconds),
			})
		}
		objects = append(objects, csr)
	}
	must(in.Err())
	client := fake.NewSimpleClientset(objects...)
	factory := informers.NewSharedInformerFactory(client, 0)
	informer := factory.Certificates().V1().CertificateSigningRequests()
	informer.Informer()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	// It looks at all of them as soon as it runs, and again after an hour.
	cleaner.NewCSRCleanerController(client.CertificatesV1().CertificateSigningRequests(), informer).Run(ctx, 1)
	for i := range objects {
		_, err := client.CertificatesV1().CertificateSigningRequests().Get(context.Background(), fmt.Sprint(i), metav1.GetOptions{})
		fmt.Println(err != nil)
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
