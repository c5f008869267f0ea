/** Somebody else changed, created or deleted the object first (409): read again and decide anew. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';

  constructor(
    message: string,
    /** `AlreadyExists` or `Conflict`, as the server says. */
    readonly reason: string,
  ) {
    super(message);
  }
}
