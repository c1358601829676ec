// What glibc and the kernel offer to give memory back, and Swift cannot call.
#pragma once

/// Returns to the system what only loading needed: gaps in the heaps, and the code of this program and its libraries.
///
/// Three quarters of an engine's code read, rewrite and compile networks. Code that is needed again is mapped again, 64 KB at a time.
void vigil_release_loading_memory(void);
