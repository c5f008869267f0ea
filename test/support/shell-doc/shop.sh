# What the pages take for granted: a cluster with a namespace "shop", in it a service "checkout" in two versions with
# traffic, metrics, and experiment.yaml, an experiment on it that takes seconds.
eval "$(grep '^export KUBECONFIG' "$PRINTED")"

revision() { # NAME, TAGS AND PERCENTS
  cat <<END
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: checkout, namespace: shop}
spec:
  template:
    metadata: {name: $1}
    spec:
      containers:
      - image: gcr.io/knative-samples/knative-route-demo:blue
        env: [{name: T_VERSION, value: $1}, {name: BEHAVIOUR, value: latency=5}]
  traffic: [$2]
END
}

kubectl create namespace shop
revision checkout-v1 '{tag: current, revisionName: checkout-v1, percent: 100}' | kubectl apply -f -
kubectl wait -n shop ksvc/checkout --for=condition=Ready --timeout=30s
revision checkout-v2 '{tag: current, revisionName: checkout-v1, percent: 100}, {tag: candidate, revisionName: checkout-v2, percent: 0}' |
  kubectl apply -f -
kubectl wait -n shop ksvc/checkout --for=condition=Ready --timeout=30s
url=$(kubectl get -n shop ksvc checkout -o 'jsonpath={.status.address.url}')
sed "s|URL_VALUE|$url|" samples/knative/canaryprogressive/fortio.yaml | kubectl apply -n shop -f -
# An interval is also the time that an answer about a metric has, and pages are typed at the same time.
iter8ctl create experiment checkout -n shop --from ksvc/checkout --objective 'default/mean-latency<=500' \
  --interval 3s --iterations 4 --dry-run=client > experiment.yaml
