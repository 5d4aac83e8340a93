// Counts every block of memory a thread asks for by standing in front of the C library's allocator.
//
// Linked into the bench executable alone: the definitions below take the place of glibc's own for the whole
// process, Swift's runtime included, and pass each call on to the allocator under its internal name. A sanitizer
// stands in the same place, so nothing is counted under one: the tests of the bench bring this file along.

#include "AllocationCounter.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>

// One counter a thread: threads that are measured side by side must not see each other's blocks. It lies in the
// executable's static thread storage, so touching it never allocates.
static _Thread_local uint64_t count = 0;

// One counter for all threads, for work that hands itself from thread to thread. It is off while time is measured,
// because threads would wait for one another's cache line.
static atomic_bool counts_all_threads = false;
static _Atomic uint64_t count_of_all_threads = 0;

uint64_t allocation_count(void) {
  return count;
}

void count_allocations_of_all_threads(bool is_wanted) {
  atomic_store_explicit(&counts_all_threads, is_wanted, memory_order_relaxed);
}

uint64_t allocation_count_of_all_threads(void) {
  return atomic_load_explicit(&count_of_all_threads, memory_order_relaxed);
}

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif

#if defined(__GLIBC__) && !defined(SANITIZED)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t members, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

bool allocations_are_counted(void) {
  return true;
}

static void note(void) {
  count += 1;
  if (atomic_load_explicit(&counts_all_threads, memory_order_relaxed)) {
    atomic_fetch_add_explicit(&count_of_all_threads, 1, memory_order_relaxed);
  }
}

void *malloc(size_t size) {
  note();
  return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
  note();
  return __libc_calloc(members, size);
}

void *realloc(void *block, size_t size) {
  note();
  return __libc_realloc(block, size);
}

void *memalign(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  note();
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) {
    return EINVAL;
  }
  note();
  void *made = __libc_memalign(alignment, size);
  if (made == NULL) {
    return ENOMEM;
  }
  *block = made;
  return 0;
}

#else

bool allocations_are_counted(void) {
  return false;
}

#endif
