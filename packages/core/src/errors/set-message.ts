/** The stack repeats the message, and it is the stack that gets printed. `Error.prepareStackTrace` can make it anything. */
export function setMessage(error: Error, message: string): void {
  if (typeof error.stack === 'string') error.stack = error.stack.replace(error.message, () => message);
  error.message = message;
}
