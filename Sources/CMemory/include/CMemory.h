// What glibc and the kernel offer to give memory back, and Swift cannot call.
#pragma once

/// Lets the process have two heaps, and no large block in them; heaps that exist stay.
///
/// By default glibc makes eight for each core: whatever runs on many threads leaves gaps in each. And blocks as large as a whole frame in
/// floats go into them too, once something larger was freed.
void vigil_limit_heaps(void);

/// Returns the gaps in the heaps to the system, whole pages at a time.
void vigil_trim_heaps(void);

/// Returns to the system what only loading needed: gaps in the heaps, and the code of this program and its libraries.
///
/// Three quarters of an engine's code read, rewrite and compile networks. Code that is needed again is mapped again, 64 KB at a time.
void vigil_release_loading_memory(void);
