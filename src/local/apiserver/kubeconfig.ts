export interface Access {
  readonly url: string;
  readonly token: string;
  /** PEM. */
  readonly certificate: string;
}

/** A kubeconfig with everything that a client needs. */
export function kubeconfigText({url, token, certificate}: Access): string {
  return `apiVersion: v1
kind: Config
current-context: iter8ctl
clusters:
  - name: iter8ctl
    cluster:
      server: ${url}
      certificate-authority-data: ${Buffer.from(certificate).toString('base64')}
contexts:
  - name: iter8ctl
    context:
      cluster: iter8ctl
      user: iter8ctl
      namespace: default
users:
  - name: iter8ctl
    user:
      token: ${token}
`;
}
