import Dispatch
import Synchronization
import VigilCore

/// A value that is set once, from any thread.
package final class CancellationFlag: Sendable {
  private let value = Atomic(false)

  /// Makes one that is not set.
  package init() {}

  /// Whether it was set.
  package var isSet: Bool { value.load(ordering: .relaxed) }
  /// Sets it.
  package func set() { value.store(true, ordering: .relaxed) }
}

extension UnsafeMutableBufferPointer<Float> {
  /// Writes the first items of a batch with all cores: one would take longer than a GPU takes for the network.
  ///
  /// - Returns: whether all were written, rather than given up.
  package func fillItems(
    _ items: Int, of batch: Int, while isWanted: @Sendable () -> Bool,
    _ fill: @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) -> Bool {
    let count = count / batch
    // Each item has its own part.
    nonisolated(unsafe) let values = self
    DispatchQueue.concurrentPerform(iterations: items) { item in
      guard isWanted() else { return }
      var span = UnsafeMutableBufferPointer(rebasing: values[item * count..<(item + 1) * count]).mutableSpan
      fill(item, &span)
    }
    return isWanted()
  }
}
