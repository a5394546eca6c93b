/** Something that the user can mend: the message says what, and it is shown without a stack. */
export class UserError extends Error {}
