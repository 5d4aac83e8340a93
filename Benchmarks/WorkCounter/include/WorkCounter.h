#ifndef WORK_COUNTER_H
#define WORK_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// The processor time the calling thread has used since it started, in nanoseconds.
uint64_t thread_cpu_nanoseconds(void);

/// Whether this machine counts instructions for the calling thread.
bool instructions_are_counted(void);

/// How many instructions the calling thread has retired in user mode since its first question; 0 where none are counted.
uint64_t thread_instructions(void);

/// Keeps the calling thread, and threads it starts, on one of the processors it may use, counted from 0 and round again.
///
/// Returns whether that was possible.
bool stay_on_processor(unsigned number);

#endif
