// What happens to the large blocks of memory that a step gives back.
#pragma once

namespace vigil {

/// Keeps large blocks from one step of a training to the next, for every step asks for the same sizes: a system that takes them
/// back and gives them again, page by page and cleared, costs a tenth of a step.
///
/// Lives as long as a step, one at a time. Between steps memory comes and goes as ever, beside what is kept, which is at most
/// what the last step held.
class KeptMemory {
 public:
  /// A step begins.
  KeptMemory();
  /// It ends: blocks that it had no use for go back to the system.
  ~KeptMemory();

  /// Gives everything back that is not in use, as when a trainer goes.
  static void clear();
};

}  // namespace vigil
