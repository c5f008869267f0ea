/** One thing that was looked at, as it is shown. */
export interface ShownCheck {
  /** `crds` where all is well there, `crds.missing` for what is wrong. */
  readonly id: string;
  readonly status: 'ok' | 'warning' | 'error' | 'skipped';
  readonly message: string;
  readonly fix?: string;
}

/** What `doctor -o json` prints. */
export interface DoctorView {
  readonly apiVersion: 'iter8ctl/v1';
  readonly kind: 'DoctorReport';
  readonly errors: number;
  readonly warnings: number;
  readonly checks: readonly ShownCheck[];
}

export function doctorView(checks: readonly ShownCheck[]): DoctorView {
  const count = (status: ShownCheck['status']) => checks.filter((check) => check.status === status).length;
  const [errors, warnings] = [count('error'), count('warning')];
  return {apiVersion: 'iter8ctl/v1', kind: 'DoctorReport', errors, warnings, checks};
}
