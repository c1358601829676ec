import Synchronization

/// A clip and the working memory to compute a stem from it.
///
/// It is used by one inference at a time, whose threads write to different parts of it.
final class StemWorkspace: @unchecked Sendable {
  /// The values of the clip, to be filled in place.
  let clip: UnsafeMutableBufferPointer<Float>
  /// How many threads share the work.
  let parts: Int
  private let memory: UnsafeMutableBufferPointer<Float>
  private let scratchCount: Int

  init(clip: Int, parts: Int, scratch: Int) {
    self.parts = parts
    scratchCount = (scratch + 15) / 16 * 16
    self.clip = Self.allocate(clip)
    memory = Self.allocate(scratchCount * parts)
  }

  deinit {
    clip.deallocate()
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

/// Workspaces that wait for their next use: as many as there were inferences at the same time.
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
