/** The controller's image unless another one is given: as `docker build` of this version names it; the package's version. */
export const DEFAULT_IMAGE = 'iter8ctl:0.1.0';
