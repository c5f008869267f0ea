/** The only import of Kubernetes' own client: its token refreshing. The rest of it costs 60 ms at each start. */
export {AzureAuth} from '@kubernetes/client-node/dist/azure_auth.js';
export {GoogleCloudPlatformAuth} from '@kubernetes/client-node/dist/gcp_auth.js';
export {OpenIDConnectAuth} from '@kubernetes/client-node/dist/oidc_auth.js';
