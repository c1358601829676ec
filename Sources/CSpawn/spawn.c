#define _GNU_SOURCE
#include "CSpawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

int vigil_spawn(
    const char *program, char *const arguments[], char *const environment[], int input, int output, int errors,
    pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int error = posix_spawn_file_actions_init(&actions);
  if (error) return error;
  error = posix_spawnattr_init(&attributes);
  if (error) {
    posix_spawn_file_actions_destroy(&actions);
    return error;
  }
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  // Signals that the caller ignores or blocks would stay so in the program.
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  error = posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, input, 0);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, output, 1);
  if (!error) error = posix_spawn_file_actions_adddup2(&actions, errors, 2);
  // Whatever else is open, in libraries too: databases, connections, cameras.
  if (!error) error = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  if (!error) error = posix_spawn_file_actions_addchdir_np(&actions, "/");
  if (!error) error = posix_spawn(process, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int vigil_pipe(int ends[2]) {
  int made[2];
  if (pipe2(made, O_CLOEXEC)) return errno;
  // Where a standard descriptor is closed, a pipe would take its number.
  int error = 0;
  for (int index = 0; index < 2; index++) {
    ends[index] = fcntl(made[index], F_DUPFD_CLOEXEC, 3);
    if (ends[index] < 0) error = errno;
    close(made[index]);
  }
  if (!error) return 0;
  for (int index = 0; index < 2; index++)
    if (ends[index] >= 0) close(ends[index]);
  return error;
}
