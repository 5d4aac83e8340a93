#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/// How many blocks of memory the calling thread has asked for since it started.
uint64_t allocation_count(void);

/// Whether allocations are counted on this platform.
bool allocations_are_counted(void);

#endif
