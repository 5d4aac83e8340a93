#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// How many blocks of memory the calling thread has asked for since it started.
uint64_t allocation_count(void);

/// Whether the blocks of all threads together are counted too, which costs a little time; at first they are not.
void count_allocations_of_all_threads(bool is_wanted);

/// How many blocks all threads have asked for while that was wanted.
uint64_t allocation_count_of_all_threads(void);

/// Whether allocations are counted on this platform.
bool allocations_are_counted(void);

#endif
