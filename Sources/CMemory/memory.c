// Keeps gaps in the heaps small, and releases what loading leaves behind.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "CMemory.h"

#ifdef __linux__
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Code is never written to, so its pages can be read from the file again. The kernel's own page is left alone.
static int release_code(struct dl_phdr_info *object, size_t size, void *unused) {
  (void)size, (void)unused;
  if (object->dlpi_name && strstr(object->dlpi_name, "linux-vdso")) return 0;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < object->dlpi_phnum; i++) {
    const ElfW(Phdr) *part = &object->dlpi_phdr[i];
    if (part->p_type != PT_LOAD || !(part->p_flags & PF_X) || part->p_flags & PF_W) continue;
    const uintptr_t from = (object->dlpi_addr + part->p_vaddr) & ~(page - 1);
    const uintptr_t to = (object->dlpi_addr + part->p_vaddr + part->p_filesz + page - 1) & ~(page - 1);
    madvise((void *)from, to - from, MADV_DONTNEED);
  }
  return 0;
}

void vigil_release_loading_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  dl_iterate_phdr(release_code, NULL);
}

#else

void vigil_release_loading_memory(void) {}

#endif

#ifdef __GLIBC__

void vigil_limit_heaps(void) {
  mallopt(M_ARENA_MAX, 2);
  mallopt(M_MMAP_THRESHOLD, 768 * 1024);
}

void vigil_trim_heaps(void) { malloc_trim(0); }

#else

void vigil_limit_heaps(void) {}
void vigil_trim_heaps(void) {}

#endif
