// What a thread has done, in measures that other threads do not move: its own processor time and its instructions.

#define _GNU_SOURCE
#include "WorkCounter.h"

#include <time.h>

uint64_t thread_cpu_nanoseconds(void) {
  struct timespec used;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) != 0) {
    return 0;
  }
  return (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
}

#if defined(__linux__)

#include <linux/perf_event.h>
#include <sched.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// A counter belongs to the thread that opened it. It is closed with the process: the bench has few threads.
static _Thread_local int counter = -2;

static int opened(void) {
  if (counter == -2) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = PERF_TYPE_HARDWARE;
    attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    // Refused in most containers, and by most virtual machines, which show no counters at all.
    counter = (int)syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  }
  return counter;
}

bool instructions_are_counted(void) {
  return opened() >= 0;
}

uint64_t thread_instructions(void) {
  uint64_t count = 0;
  int file = opened();
  if (file < 0 || read(file, &count, sizeof count) != (ssize_t)sizeof count) {
    return 0;
  }
  return count;
}

bool stay_on_processor(unsigned number) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0 || CPU_COUNT(&allowed) == 0) {
    return false;
  }
  unsigned left = number % (unsigned)CPU_COUNT(&allowed);
  for (int processor = 0; processor < CPU_SETSIZE; processor += 1) {
    if (!CPU_ISSET(processor, &allowed)) {
      continue;
    }
    if (left == 0) {
      cpu_set_t chosen;
      CPU_ZERO(&chosen);
      CPU_SET(processor, &chosen);
      return sched_setaffinity(0, sizeof chosen, &chosen) == 0;
    }
    left -= 1;
  }
  return false;
}

#else

bool stay_on_processor(unsigned number) {
  (void)number;
  return false;
}

bool instructions_are_counted(void) {
  return false;
}

uint64_t thread_instructions(void) {
  return 0;
}

#endif
