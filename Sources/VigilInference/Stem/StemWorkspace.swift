import Synchronization

/// A snippet and the working memory to compute a stem from it.
///
/// It is used by one inference at a time, whose threads write to different parts of it.
final class StemWorkspace: @unchecked Sendable {
  /// The size of a workspace.
  struct Extent {
    /// Values of the snippet.
    var snippet: Int
    /// How many threads share the work.
    var parts: Int
    /// Working memory of each thread in values, in whole cache lines.
    var scratch: Int

    var bytes: Int { (snippet + parts * scratch) * MemoryLayout<Float>.stride }
  }

  /// The values of the snippet, to be filled in place.
  let snippet: UnsafeMutableBufferPointer<Float>
  /// How many threads share the work.
  let parts: Int
  private let memory: UnsafeMutableBufferPointer<Float>
  private let scratchCount: Int

  init(_ extent: Extent) {
    parts = extent.parts
    scratchCount = extent.scratch
    snippet = Self.allocate(extent.snippet)
    memory = Self.allocate(extent.scratch * extent.parts)
  }

  deinit {
    snippet.deallocate()
    memory.deallocate()
  }

  /// The working memory of a thread.
  func scratch(_ part: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: memory[part * scratchCount..<(part + 1) * scratchCount])
  }

  private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
    // Whole cache lines, for the widest vectors.
    UnsafeMutableRawBufferPointer.allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
      .bindMemory(to: Float.self)
  }
}

/// Idle workspaces for reuse: as many as there were concurrent inferences.
final class StemWorkspaces: Sendable {
  private let waiting = Mutex<[StemWorkspace]>([])
  private let make: @Sendable () -> StemWorkspace

  init(make: @escaping @Sendable () -> StemWorkspace) { self.make = make }

  /// Lends a workspace.
  func withWorkspace(_ body: (StemWorkspace) -> Void) {
    let workspace = waiting.withLock { $0.popLast() } ?? make()
    body(workspace)
    waiting.withLock { $0.append(workspace) }
  }
}
