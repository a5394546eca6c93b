// What `startup.mjs` compares with: a file that has to be found and read, and does nothing.
