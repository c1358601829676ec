// What glibc offers to start a program, and Swift does not see, since it needs _GNU_SOURCE.
#pragma once
#include <sys/types.h>

/// Starts a program in a process group of its own, in the folder `/`, with every signal at its default and none blocked; it inherits no
/// descriptors but its standard input, output and errors.
///
/// - Parameters:
///   - program: Its path; no folders are searched, and no shell has a part in it.
///   - arguments: Its arguments, the first of which names it; ends with a null pointer.
///   - environment: Its whole environment, texts such as `NAME=value`; ends with a null pointer.
///   - input: A descriptor from 3 on that becomes its standard input.
///   - output: A descriptor from 3 on that becomes its standard output.
///   - errors: A descriptor from 3 on that becomes its standard error; it may be the same.
///   - process: Receives the process, whose number is that of the group too.
/// - Returns: 0, or the number of the error, also of one that the new process met before the program began.
int vigil_spawn(
    const char *program, char *const arguments[], char *const environment[], int input, int output, int errors,
    pid_t *process);

/// Makes a pipe that programs which are started meanwhile, by whomever, do not inherit.
///
/// - Parameter ends: Receives the end to read from and the end to write to, both from 3 on.
/// - Returns: 0, or the number of the error.
int vigil_pipe(int ends[2]);
