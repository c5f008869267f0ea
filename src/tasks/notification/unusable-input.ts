/** An input of a notification, or a key of its Secret, that no request can be made of. */
export class UnusableInput extends Error {}
