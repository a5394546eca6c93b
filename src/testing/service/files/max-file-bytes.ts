/** The largest file that the sandbox takes: 100 MiB. */
export const MAX_FILE_BYTES = 100 * 1024 * 1024;
