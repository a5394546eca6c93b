/** The bytes of a source are no picture that this sandbox can decode. */
export class UnreadablePictureError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(`The source is no picture that can be read: ${reason}.`, options);
    this.name = 'UnreadablePictureError';
  }
}
