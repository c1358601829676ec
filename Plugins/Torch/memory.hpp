// The reuse of large memory blocks that a step frees.
#pragma once

namespace vigil {

/// Keeps large blocks from one training step to the next, as every step asks for the same sizes: a system that takes them
/// back and hands them out again, page by page and cleared, costs a tenth of a step.
///
/// Lives as long as a step, one at a time. Between steps memory is allocated as usual, besides what is kept, which is at most
/// what the last step held.
class KeptMemory {
 public:
  /// A step begins.
  KeptMemory();
  /// It ends: blocks that it did not use go back to the system.
  ~KeptMemory();

  /// Releases everything that is not in use, as when a trainer is destroyed.
  static void clear();
};

}  // namespace vigil
